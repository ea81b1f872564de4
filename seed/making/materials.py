"""The materials of the Cixi dataset: what each is made of, and how many invented makers it has.

Plausible rather than true: a plug, a socket and a lighter do consist of such things, but which
enterprise buys what is invented, apart from the plug brackets and the copper.
"""

from dataclasses import dataclass
from graphlib import TopologicalSorter


@dataclass(frozen=True)
class Material:
    """``makers``: how many invented makers it has, by ``Enterprise.side``."""

    id: str
    name: str
    name_en: str
    unit: str
    industry: str
    spread: str
    makers: dict[str, int]
    components: tuple[str, ...]


# id | name | English name | unit | GB/T 4754 | spread | makers G B X N | made of
_TABLE = """
plug-and-socket | 插头插座 | plugs and sockets | piece | 3823 | local | 0 0 0 0 |
lighter | 打火机 | lighters | piece | 4119 | local | 0 0 0 0 |
plug-bracket | 插头支架 | plug bracket | piece | 3399 | local | 0 0 0 0 | copper
copper | 铜材 | copper stock | t | 3251 | wide | 3 0 0 3 | copper-cathode
copper-cathode | 阴极铜 | copper cathode | t | 3211 | far | 5 3 0 0 | copper-concentrate
copper-concentrate | 铜精矿 | copper concentrate | t | 0911 | mine | 3 2 0 0 |
copper-rod | 铜杆 | copper rod | t | 3251 | wide | 5 0 0 0 | copper-cathode
copper-wire | 铜丝 | copper wire | t | 3251 | wide | 7 0 0 0 | copper-rod
brass-rod | 黄铜棒 | brass rod | t | 3251 | wide | 4 2 2 0 | copper-cathode zinc-ingot
brass-strip | 黄铜带 | brass strip | t | 3251 | wide | 5 0 0 1 | copper-cathode zinc-ingot
bronze-strip | 锡磷青铜带 | phosphor bronze strip | t | 3251 | wide | 4 0 0 1 | copper-cathode tin-ingot
zinc-ingot | 锌锭 | zinc ingot | t | 3212 | far | 3 2 1 0 | zinc-concentrate
zinc-concentrate | 锌精矿 | zinc concentrate | t | 0912 | mine | 2 1 0 0 |
tin-ingot | 锡锭 | tin ingot | t | 3214 | far | 3 0 0 0 |
zinc-alloy | 压铸锌合金 | die-casting zinc alloy | t | 3240 | wide | 3 0 1 0 | zinc-ingot
aluminium-coil | 铝卷 | aluminium coil | t | 3252 | wide | 2 0 0 0 |
silver-alloy | 银合金 | silver alloy | kg | 3240 | wide | 2 0 0 0 |
silver-contact | 银触点 | silver contact | piece | 3839 | wide | 4 0 0 0 | silver-alloy copper-wire
power-cord | 电源线 | power cord | m | 3831 | local | 8 0 0 0 | copper-wire pvc-compound
rubber-cord | 橡套线 | rubber-sheathed cord | m | 3831 | local | 4 0 0 0 | copper-wire rubber-compound
inner-lead | 内部引线 | inner lead wire | m | 3831 | local | 5 0 0 0 | copper-wire pvc-compound
usb-cable | USB数据线 | USB cable | piece | 3831 | local | 4 0 0 0 | copper-wire tpe-compound
socket-sleeve | 插套 | contact sleeve | piece | 3839 | local | 8 0 0 0 | bronze-strip
plug-pin | 插脚 | plug pin | piece | 3839 | local | 8 0 0 0 | brass-rod nickel-plating
terminal | 接线端子 | terminal | piece | 3839 | local | 6 0 0 0 | brass-strip screw
conductive-bar | 导电条 | conductive bar | piece | 3839 | local | 6 0 0 0 | brass-strip copper
enamelled-wire | 漆包线 | enamelled wire | t | 3831 | wide | 3 0 0 0 | copper-rod insulating-varnish
insulating-varnish | 绝缘漆 | insulating varnish | t | 2641 | wide | 2 0 0 0 |
steel-coil | 热轧卷 | hot-rolled coil | t | 3130 | far | 2 1 1 0 |
steel-strip | 冷轧钢带 | cold-rolled strip | t | 3130 | wide | 3 0 1 0 | steel-coil
stainless-strip | 不锈钢带 | stainless strip | t | 3130 | wide | 0 0 3 0 |
wire-rod | 盘条 | wire rod | t | 3130 | far | 1 0 1 1 |
spring-wire | 弹簧钢丝 | spring steel wire | t | 3340 | wide | 2 0 1 0 | wire-rod
cold-heading-wire | 冷镦线材 | cold-heading wire | t | 3340 | wide | 2 1 1 0 |
spring | 弹簧 | spring | piece | 3483 | local | 2 0 2 2 | spring-wire
screw | 螺钉 | screw | piece | 3482 | local | 6 2 0 1 | cold-heading-wire
rivet | 铆钉 | rivet | piece | 3482 | local | 3 1 2 0 | cold-heading-wire
washer | 垫圈 | washer | piece | 3482 | local | 3 0 0 0 | steel-strip
mounting-frame | 安装支架 | mounting frame | piece | 3399 | local | 5 0 0 0 | steel-strip galvanizing
galvanizing | 镀锌加工 | galvanizing | t | 3360 | local | 3 0 0 0 | zinc-ingot plating-salt
nickel-plating | 镀镍加工 | nickel plating | t | 3360 | local | 4 0 1 0 | plating-salt
plating-salt | 电镀盐 | plating salt | t | 2669 | far | 3 0 1 0 |
plating-rack | 电镀挂具 | plating rack | piece | 3489 | local | 0 0 0 0 |
rack-clip | 挂具弹片 | rack clip | piece | 3483 | local | 0 0 0 0 |
decor-ring | 装饰圈 | decorative ring | piece | 3399 | local | 2 0 0 0 | aluminium-coil
stand-hook | 陈列挂钩 | stand hook | piece | 3399 | local | 0 0 0 0 |
display-stand | 陈列架 | display stand | piece | 3399 | local | 0 0 0 0 |
abs-resin | ABS树脂 | ABS resin | t | 2651 | far | 4 2 1 1 | styrene acrylonitrile
styrene | 苯乙烯 | styrene | t | 2614 | far | 2 1 0 0 |
acrylonitrile | 丙烯腈 | acrylonitrile | t | 2614 | far | 1 1 0 0 |
pc-resin | 聚碳酸酯 | polycarbonate | t | 2651 | far | 4 0 0 0 | bisphenol
bisphenol | 双酚A | bisphenol A | t | 2614 | far | 2 0 0 0 |
pa66-resin | 尼龙66 | nylon 66 | t | 2651 | far | 3 0 0 0 |
pp-resin | 聚丙烯 | polypropylene | t | 2651 | far | 2 0 1 0 |
pe-resin | 聚乙烯 | polyethylene | t | 2651 | far | 2 1 0 0 |
pvc-resin | 聚氯乙烯 | PVC resin | t | 2651 | far | 4 0 0 0 |
pvc-compound | PVC电缆料 | PVC compound | t | 2929 | wide | 5 0 0 1 | pvc-resin plasticizer stabilizer
plasticizer | 增塑剂 | plasticizer | t | 2661 | far | 3 0 0 0 |
stabilizer | 热稳定剂 | heat stabilizer | t | 2661 | far | 2 0 0 0 |
tpe-compound | TPE弹性体 | TPE compound | t | 2929 | wide | 2 0 0 0 |
rubber-compound | 混炼胶 | rubber compound | t | 2919 | wide | 3 0 0 0 | carbon-black
carbon-black | 炭黑 | carbon black | t | 2643 | far | 2 0 0 0 |
silicone | 硅橡胶 | silicone rubber | t | 2652 | far | 0 0 3 0 |
colour-masterbatch | 色母粒 | colour masterbatch | t | 2929 | wide | 4 1 2 0 | titanium-dioxide
titanium-dioxide | 钛白粉 | titanium dioxide | t | 2643 | far | 2 1 0 0 |
fr-masterbatch | 阻燃耐热母粒 | flame-retardant masterbatch | t | 2661 | wide | 0 0 0 0 |
fr-pc | 阻燃PC料 | flame-retardant PC | t | 2929 | wide | 0 0 0 0 | fr-masterbatch
housing | 插座外壳 | socket housing | piece | 2929 | local | 12 0 0 0 | abs-resin colour-masterbatch mould
switch-panel | 开关面板 | switch panel | piece | 2929 | local | 8 0 0 0 | pc-resin mould
plug-overmould | 插头注塑件 | overmoulded plug | piece | 2929 | local | 5 0 0 0 | pvc-compound mould
safety-shutter | 插孔保护门 | safety shutter | piece | 2929 | local | 5 0 0 0 | pa66-resin mould
push-button | 按键 | push button | piece | 2929 | local | 4 0 0 0 | abs-resin
lamp-cover | 指示灯罩 | lamp cover | piece | 2929 | local | 3 0 0 0 | pc-resin
cord-clip | 线卡 | cord clip | piece | 2929 | local | 3 0 0 0 | pp-resin
mould | 模具 | mould | set | 3525 | local | 7 0 2 0 | mould-steel hot-runner
mould-steel | 模具钢 | mould steel | t | 3130 | wide | 3 0 1 0 |
hot-runner | 热流道 | hot runner | set | 3529 | wide | 2 0 0 0 |
circuit-board | 电路板 | circuit board | piece | 3982 | wide | 5 0 0 0 | copper-clad-laminate solder-mask
copper-clad-laminate | 覆铜板 | copper-clad laminate | piece | 3985 | far | 3 0 0 0 | copper-foil glass-cloth
copper-foil | 铜箔 | copper foil | t | 3251 | far | 2 0 0 0 | copper-cathode
glass-cloth | 玻纤布 | glass cloth | m | 3061 | far | 2 0 0 0 |
solder-mask | 阻焊油墨 | solder mask | kg | 2642 | far | 2 0 0 0 |
solder-wire | 焊锡丝 | solder wire | kg | 3259 | wide | 3 0 0 0 | tin-ingot
capacitor | 电容 | capacitor | piece | 3981 | wide | 4 0 0 0 | aluminium-coil
resistor | 电阻 | resistor | piece | 3981 | wide | 3 0 0 0 |
varistor | 压敏电阻 | varistor | piece | 3981 | wide | 3 0 0 0 | zinc-oxide
zinc-oxide | 氧化锌 | zinc oxide | t | 2613 | far | 2 0 0 0 | zinc-ingot
fuse | 保险丝 | fuse | piece | 3839 | wide | 3 0 0 0 |
ceramic-tube | 陶瓷管 | ceramic tube | piece | 3073 | far | 0 0 0 0 |
overload-protector | 过载保护器 | overload protector | piece | 3839 | local | 3 0 0 0 | bimetal silver-contact
bimetal | 热双金属片 | bimetal | kg | 3259 | wide | 2 0 0 0 |
led | 发光二极管 | LED | piece | 3975 | wide | 4 0 0 0 | led-chip
led-chip | LED芯片 | LED chip | piece | 3975 | far | 2 0 0 0 |
charging-module | USB充电模块 | USB charging module | set | 3824 | wide | 3 0 0 0 | circuit-board charging-chip transformer capacitor
charging-chip | 充电芯片 | charging chip | piece | 3973 | far | 2 0 0 0 |
transformer | 小型变压器 | small transformer | piece | 3821 | wide | 3 0 0 0 | enamelled-wire ferrite-core
ferrite-core | 磁芯 | ferrite core | piece | 3985 | wide | 2 0 0 0 |
rocker-switch | 翘板开关 | rocker switch | piece | 3823 | local | 5 0 0 0 | silver-contact spring abs-resin
heat-shrink-tube | 热缩管 | heat-shrink tube | m | 2922 | wide | 3 0 0 0 | pe-resin
cable-tie | 扎带 | cable tie | piece | 2929 | local | 3 0 0 0 | pa66-resin
colour-box | 彩盒 | colour box | piece | 2319 | local | 0 0 0 2 | white-board ink
white-board | 白板纸 | white board | t | 2221 | wide | 2 2 0 0 |
ink | 油墨 | printing ink | kg | 2642 | wide | 2 2 0 0 |
carton | 纸箱 | carton | piece | 2231 | local | 8 2 2 0 | corrugated-board
corrugated-board | 瓦楞纸板 | corrugated board | t | 2231 | local | 4 2 0 0 | containerboard
containerboard | 箱板纸 | containerboard | t | 2221 | wide | 3 2 0 0 |
manual | 说明书 | printed manual | piece | 2319 | local | 3 0 1 0 | ink
label | 标签 | label | piece | 2319 | local | 3 1 2 0 | ink
hang-card | 吊卡 | hang card | piece | 2319 | local | 2 0 1 0 | white-board
blister-tray | 吸塑托盘 | blister tray | piece | 2929 | local | 4 0 2 0 | pet-sheet
pet-sheet | PET片材 | PET sheet | t | 2922 | wide | 2 1 0 0 |
plastic-bag | 塑料袋 | plastic bag | piece | 2921 | local | 4 0 1 0 | pe-resin
sealing-tape | 封箱胶带 | sealing tape | piece | 2921 | local | 2 1 0 0 | pe-resin
pallet | 木托盘 | wooden pallet | piece | 2035 | local | 2 0 1 0 |
gas-nozzle | 出气嘴 | gas nozzle | piece | 3399 | local | 0 0 3 0 | brass-rod
valve-core | 阀芯 | valve core | piece | 3399 | local | 0 0 3 1 | brass-rod seal-ring
seal-ring | 密封圈 | seal ring | piece | 2913 | local | 0 0 3 0 | silicone
lighter-body | 打火机机壳 | lighter body | piece | 2929 | local | 0 0 0 1 | fr-masterbatch
wind-guard | 防风罩 | wind guard | piece | 3399 | local | 0 0 3 0 | stainless-strip nickel-plating
flint-wheel | 砂轮 | flint wheel | piece | 3399 | local | 0 0 2 0 | steel-strip
flint | 火石 | flint | kg | 3240 | far | 0 0 2 0 | mischmetal
mischmetal | 混合稀土 | mischmetal | kg | 3232 | mine | 0 0 1 0 |
thumb-lever | 按手 | thumb lever | piece | 2929 | local | 0 0 2 0 | abs-resin mould spring
child-lock | 防童锁 | child-safety lock | piece | 2929 | local | 0 0 2 0 | pp-resin stainless-strip
adjusting-ring | 调节圈 | adjusting ring | piece | 2929 | local | 0 0 2 0 | pp-resin
butane | 丁烷气 | butane | t | 2511 | far | 0 0 2 0 |
igniter | 压电点火器 | piezo igniter | piece | 3839 | local | 0 0 0 1 | piezo-element spring
piezo-element | 压电陶瓷 | piezo ceramic | piece | 3984 | wide | 0 0 0 1 | piezo-powder
piezo-powder | 压电陶瓷粉 | piezo ceramic powder | kg | 3073 | wide | 0 0 0 0 | zirconia
zirconia | 二氧化锆 | zirconia | t | 2613 | far | 0 0 0 0 |
display-box | 展示盒 | display box | piece | 2319 | local | 0 0 2 0 | white-board
shrink-film | 热缩膜 | shrink film | kg | 2921 | wide | 0 0 2 0 | pe-resin
"""  # noqa: E501


def _words(text: str) -> list[str]:
    return text.split()


def _read(line: str) -> Material:
    id_, name, name_en, unit, industry, spread, makers, components = (
        part.strip() for part in line.split("|")
    )
    counts = dict(zip("GBXN", map(int, makers.split()), strict=True))
    return Material(id_, name, name_en, unit, industry, spread, counts, tuple(components.split()))


MATERIALS = {m.id: m for m in (_read(line) for line in _TABLE.split("\n") if line)}

# What the anchors buy from invented makers; the rest of their needs is set by hand.
GONGNIU_NEEDS = _words(
    """
    power-cord rubber-cord inner-lead usb-cable socket-sleeve plug-pin terminal
    conductive-bar screw rivet washer mounting-frame decor-ring abs-resin pc-resin
    pa66-resin colour-masterbatch housing switch-panel plug-overmould safety-shutter push-button
    lamp-cover cord-clip mould circuit-board solder-wire capacitor resistor varistor fuse
    overload-protector led charging-module rocker-switch heat-shrink-tube cable-tie carton manual
    label hang-card blister-tray plastic-bag sealing-tape pallet silver-contact zinc-alloy
    """
)
XINHAI_NEEDS = _words(
    """
    gas-nozzle valve-core seal-ring wind-guard flint-wheel flint thumb-lever
    child-lock adjusting-ring butane display-box shrink-film carton label blister-tray plastic-bag
    zinc-alloy abs-resin colour-masterbatch screw rivet hang-card
    manual sealing-tape pallet
    """
)


def in_production_order() -> list[Material]:
    """All materials in topological order: each after its components."""
    order = TopologicalSorter({m.id: m.components for m in MATERIALS.values()})
    return [MATERIALS[id_] for id_ in order.static_order()]
