// Suppliers outside
/*
title: {en: Suppliers outside, zh: 外地配套企业}
about:
  en: "The supporting enterprises of one enterprise that lie in another district, for letters to
    other places: district by district, those that do not run before those that do, and of them
    those that hold up most enterprises above designated size first. Where there are more than can
    be shown, those of the nearest tiers are. One without a district is not listed, and none is while
    the enterprise's own district is blank. Names of districts follow GB/T 2260; where only the
    province is known here, it is named. Closed
    enterprises are left out: no letter helps there."
  zh: 一家企业位于外地（其他区县）的配套企业，用于发协调函：按属地排列，未正常生产的在前，其中卡住规上企业最多的在前；企业过多而无法全部列出时，只列层级最近的。未填属地的不列出；该企业自身未填属地时无从判断，一概不列。属地名称依据 GB/T 2260，部分仅列到省。已关停的不列出。
result: table
group: today
order: 70
parameters:
  enterprise:
  tiers: {default: 12}
columns:
  district:
  district_name: {type: string, label: {en: District (name), zh: 属地名称}}
  supplier:
  name:
  material:
  tier:
  resumed_on:
  held_above_scale:
  held:
  runs:
  material_name:
  buyer: {label: {en: Supplies, zh: 供给企业}}
  buyer_name: {label: {en: Supplies (name), zh: 供给企业名称}}
  contact: {whose: supplier}
  phone: {whose: supplier}
example: {enterprise: gongniu}
limit: 2000
timeout: 30
*/
// Provinces, cities of the provinces around, districts of Ningbo: codes and names of GB/T 2260
WITH ' 11北京市 12天津市 13河北省 14山西省 15内蒙古自治区 21辽宁省 22吉林省 23黑龙江省 31上海市 32江苏省 '
  + '33浙江省 34安徽省 35福建省 36江西省 37山东省 41河南省 42湖北省 43湖南省 44广东省 45广西壮族自治区 46海南省 '
  + '50重庆市 51四川省 52贵州省 53云南省 54西藏自治区 61陕西省 62甘肃省 63青海省 64宁夏回族自治区 '
  + '65新疆维吾尔自治区 71台湾省 81香港特别行政区 82澳门特别行政区 '
  + '3201南京市 3202无锡市 3203徐州市 3204常州市 3205苏州市 3206南通市 3207连云港市 3208淮安市 3209盐城市 3210扬州市 '
  + '3211镇江市 3212泰州市 3213宿迁市 3301杭州市 3302宁波市 3303温州市 3304嘉兴市 3305湖州市 3306绍兴市 3307金华市 '
  + '3308衢州市 3309舟山市 3310台州市 3311丽水市 3401合肥市 3402芜湖市 3403蚌埠市 3404淮南市 3405马鞍山市 3406淮北市 '
  + '3407铜陵市 3408安庆市 3410黄山市 3411滁州市 3412阜阳市 3413宿州市 3415六安市 3416亳州市 3417池州市 3418宣城市 '
  + '3501福州市 3502厦门市 3503莆田市 3504三明市 3505泉州市 3506漳州市 3507南平市 3508龙岩市 3509宁德市 3601南昌市 '
  + '3602景德镇市 3603萍乡市 3604九江市 3605新余市 3606鹰潭市 3607赣州市 3608吉安市 3609宜春市 3610抚州市 3611上饶市 '
  + '3701济南市 3702青岛市 3703淄博市 3704枣庄市 3705东营市 3706烟台市 3707潍坊市 3708济宁市 3709泰安市 3710威海市 '
  + '3711日照市 3713临沂市 3714德州市 3715聊城市 3716滨州市 3717菏泽市 4101郑州市 4102开封市 4103洛阳市 4104平顶山市 '
  + '4105安阳市 4106鹤壁市 4107新乡市 4108焦作市 4109濮阳市 4110许昌市 4111漯河市 4112三门峡市 4113南阳市 4114商丘市 '
  + '4115信阳市 4116周口市 4117驻马店市 4201武汉市 4202黄石市 4203十堰市 4205宜昌市 4206襄阳市 4207鄂州市 4208荆门市 '
  + '4209孝感市 4210荆州市 4211黄冈市 4212咸宁市 4213随州市 4301长沙市 4302株洲市 4303湘潭市 4304衡阳市 4305邵阳市 '
  + '4306岳阳市 4307常德市 4308张家界市 4309益阳市 4310郴州市 4311永州市 4312怀化市 4313娄底市 4401广州市 4402韶关市 '
  + '4403深圳市 4404珠海市 4405汕头市 4406佛山市 4407江门市 4408湛江市 4409茂名市 4412肇庆市 4413惠州市 4414梅州市 '
  + '4415汕尾市 4416河源市 4417阳江市 4418清远市 4419东莞市 4420中山市 4451潮州市 4452揭阳市 4453云浮市 '
  + '330203海曙区 330205江北区 330206北仑区 330211镇海区 330212鄞州区 330213奉化区 330225象山县 330226宁海县 '
  + '330281余姚市 330282慈溪市' AS places
MATCH (graph:Graph {id: 'graph'})
WITH places, graph.as_of AS today
MATCH (root:Enterprise {id: $enterprise})
// Tier by tier, until as many lie outside as are shown
WITH places, today, root, reduce(
  state = {tiers: [[root]], seen: [root], outside: 0}, tier IN range(1, $tiers) |
  CASE WHEN last(state.tiers) = [] OR state.outside >= $most THEN state
  ELSE head([more IN [COLLECT {
      UNWIND last(state.tiers) AS b
      MATCH (s:Enterprise)-[r:SUPPLIES]->(b)
      WHERE coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
        AND NOT s IN state.seen
      RETURN DISTINCT s
    }] | {tiers: state.tiers + [more], seen: state.seen + more,
      outside: state.outside + size([s IN more
        WHERE s.district <> root.district AND coalesce(s.closed_on > today, true)])}]) END).tiers AS tiers
UNWIND range(1, size(tiers) - 1) AS tier
UNWIND tiers[tier - 1] AS b
MATCH (s:Enterprise)-[r:SUPPLIES]->(b)
WHERE s <> root AND s.district <> root.district AND coalesce(s.closed_on > today, true)
  AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
WITH places, s, min([tier, b.id, r.material]) AS entry
ORDER BY entry[0], s.district, s.runs, s.id LIMIT coalesce($most, 1000000000)
WITH places, collect([s, entry]) AS found
UNWIND range(0, size(found) - 1) AS place
WITH places, place, found[place][0] AS s, found[place][1] AS entry
OPTIONAL MATCH (buyer:Enterprise {id: entry[1]})
OPTIONAL MATCH (m:Material {id: entry[2]})
CALL (s) {
  MATCH (s)<-[:WAITS_FOR*1..]-(y:Enterprise)
  WHERE y <> s
  WITH DISTINCT y
  RETURN count(y) AS held, count(CASE WHEN y.above_scale THEN 1 END) AS held_above_scale
}
RETURN
  s.district AS district,
  reduce(name = '', digits IN [2, 4, 6] | name + coalesce(
    split(split(places, ' ' + left(s.district, digits))[1], ' ')[0], '')) AS district_name,
  s.id AS supplier,
  s.name AS name,
  entry[2] AS material,
  entry[0] AS tier,
  s.resumed_on AS resumed_on,
  held_above_scale,
  held,
  s.runs AS runs,
  m.name AS material_name,
  entry[1] AS buyer,
  buyer.name AS buyer_name,
  s.contact AS contact,
  s.phone AS phone
// where there are more than are shown, the farthest comes last, which is left out
ORDER BY coalesce(place + 1 >= $most, false), district, runs, held_above_scale DESC, held DESC, tier, supplier
