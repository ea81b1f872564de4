// Every text of the drawing, in both languages. `words(language)` picks one.

const TEXTS = {
  // what can be done
  actions: ["Picture", "图形操作"],
  fit: ["Fit", "适合画面"],
  closer: ["Zoom in", "放大"],
  farther: ["Zoom out", "缩小"],
  full: ["Full screen", "全屏"],
  leave: ["Leave full screen", "退出全屏"],
  save: ["Save picture", "保存图片"],
  close: ["Close", "关闭"],
  open: ["Open its page", "打开详情页"],
  list: ["As a list", "以列表查看"],
  legend: ["Legend", "图例"],
  stage: [
    "Drawing. Arrow keys move the selection, plus and minus zoom, 0 fits, Escape clears. The same as a list follows.",
    "图形。方向键移动选择，加减号缩放，0 适合画面，Esc 取消选择。下方列表内容相同。",
  ],
  empty: ["Nothing to draw", "没有可画的内容"],
  broken: ["This cannot be drawn; the table holds it all.", "无法画出图形，全部内容见表格。"],
  cut: [
    (drawn, all) => `${drawn} of ${all} are drawn, nearest layers first; the table holds them all.`,
    (drawn, all) => `共 ${all} 个，图中画出靠前各层的 ${drawn} 个，全部内容见表格。`,
  ],
  zoomForNames: ["Zoom in to read the names.", "放大后显示名称。"],
  // what it shows
  flowing: ["in flow", "正常供货"],
  short: ["will run short", "预计断料停产"],
  later: ["not yet running", "尚待复工"],
  closed: ["closed", "停业"],
  circular: ["circular wait", "循环等待"],
  late: ["beyond one year", "超出一年"],
  unknown: ["no readiness known", "复工日未推算"],
  unconfirmed: ["not yet confirmed", "待核实"],
  shortFor: [(days) => `will lose ${days} ${plural(days, "day")}`, (days) => `预计断料停产 ${days} 天`],
  readyNow: ["ready to resume", "即可复工"],
  readyOn: [(day) => `ready in ${day} ${plural(day, "day")}`, (day) => `第 ${day} 天可复工`],
  ifSo: [(word) => `not confirmed: ${word}`, (word) => `待核实：${word}`],
  blocker: ["root blocker", "堵点企业"],
  path: ["Critical path", "关键路径"],
  tier: [(n) => `Tier ${n}`, (n) => `第 ${n} 层`],
  size: [(n) => `${n}`, (n) => `${n} 家`],
  // of a picture whose rows are no tiers
  layer: [(n) => `Row ${n}`, (n) => `第 ${n} 排`],
  waitsFor: ["waits for", "等待"],
  of: [(material) => ` (${material})`, (material) => `（${material}）`],
  and: [", ", "、"],
  more: [(first, n) => `${first} and ${n} more`, (first, n) => `${first}等 ${n} 种`],
  // facts of the selected one
  stands: ["State", "状态"],
  alone: ["Ready by itself", "料齐可生产"],
  aloneOn: [(day) => (day === "0" ? "now" : `day ${day}`), (day) => (day === "0" ? "现在" : `第 ${day} 天`)],
  output: ["Output", "复产率"],
  steps: ["Four-sync", "四同步"],
  surveyed_on: ["surveyed", "摸底"],
  filed_on: ["filed", "备案"],
  prevention_on: ["prevention", "防控"],
  resumed_on: ["resumed", "复工"],
  closed_on: ["Closed on", "停业日期"],
  suppliers: ["Suppliers here", "图中供应商"],
  buyers: ["Buyers here", "图中客户"],
  scale: ["Kind", "类别"],
  district: ["District", "属地"],
  industry: ["Industry", "行业"],
  headcount: ["Headcount", "员工数"],
  anchor: ["leading enterprise", "龙头企业"],
  above_scale: ["above designated size", "规上企业"],
  // kinds of things that no table has; the others are told by the page
  Change: ["Change", "变更"],
  Dataset: ["Dataset", "数据集"],
  // kinds of relationships
  WAITS_FOR: ["waits for", "等待"],
  SUPPLIES: ["supplies", "供货"],
  NEEDS: ["needs", "用料"],
  MAKES: ["makes", "可生产"],
  SERVES: ["serves", "服务"],
  WORKS_AT: ["works at", "就职"],
  ESCORTS: ["brings back", "护送返岗"],
  RAISED: ["raised", "提出"],
  FOR: ["is for", "所需物料"],
  HANDLES: ["handles", "承办"],
  MEETS: ["meets", "满足"],
  BROKERED: ["brokered", "牵线"],
  CHANGED: ["changed", "变更"],
};

function plural(count, noun) {
  return String(count) === "1" ? noun : `${noun}s`;
}

/**
 * The texts in one language: `say.fit`, `say.readyOn(12)`; `say.kind(name)` for names of the graph,
 * of which `kinds` are those of tables.
 */
export function words(language, kinds = {}) {
  const column = language === "en" ? 0 : 1;
  const say = Object.fromEntries(Object.entries(TEXTS).map(([key, pair]) => [key, pair[column]]));
  say.language = column === 0 ? "en" : "zh";
  say.kind = (name) => kinds[name] ?? TEXTS[name]?.[column] ?? name;
  return say;
}
