// Alternative suppliers
/*
title: {en: Alternative suppliers, zh: 替代供应商}
about:
  en: "Who else makes a material that this buyer needs, and what it would gain: known makers that
    do not supply it to the buyer today and are not closed. The gain of each is what the what-if
    \"one more supplier delivers\" gives, summed over the anchors behind the buyer (itself, if
    it is one), which decides the order, and for the buyer. Equal gains are ordered by ties to the buyer's network: its
    customers and suppliers, and suppliers of its customers, with the broker who may bring the two
    together; then same town, same district, distance. The lead is the one given, else the median
    of the maker's own, else the shortest of today's suppliers, else 1 day; the last two are marked
    as assumed. Where those to compare are too many, the ones that arrive last are cut."
  zh: 某采购方所缺物料还有谁能生产、改由其供货能提前几天：列出已知能生产该物料、目前未向其供货且未关停的企业。提前天数按“假如新增供货”推演得出，按其背后各龙头企业（自身为龙头的含自身）合计提前天数排序，并列出采购方自身提前天数；相同时，与采购方网络相连者在前（其客户、供应商，或其客户的供应商，后者列出可牵线的企业），再依次按同乡镇、同区县、距离。交货天数取所给值，未给取该企业供应该物料的中位数，再无取现有供应商中最短者，仍无则按 1 天，后两种标为假定。可比企业过多时，略去到货最晚者。
result: graph
group: single-source
order: 60
asked:
  en: [who else can supply $material to $buyer]
  zh: [谁还能给$buyer供$material, 谁能给$buyer供应$material]
parameters:
  buyer: {offered_on: null}
  material:
  lead_days: {default: null, label: {en: Lead time in days (blank for each one's own), zh: 交货天数（留空取各企业自身）}}
columns:
  supplier:
  name:
  lead_days:
  lead_assumed: {type: boolean, label: {en: Lead is assumed, zh: 交货天数为假定}}
  broker:
  broker_name: {type: string, label: {en: Broker (name), zh: 牵线企业名称}}
  path: {type: array, items: {type: string}, links: enterprise, description: "从采购方到供应方，无关联时留空 / from the buyer to the supplier, blank where nothing ties them", label: {en: Tied through, zh: 牵线路径}}
  distance_km: {type: number, label: {en: Distance in km, zh: 距离（公里）}}
  ready_days: {description: '供应方的天数；已投产者为将停产天数；空白表示无期 / of the supplier; of one that runs the days it will lose; blank: never'}
  gain_days: {type: number, description: "采购方所得；前后之一为无期时留空 / of the buyer; blank where it is never ready before or then", label: {en: Buyer gains in days, zh: 采购方提前天数}}
  anchors_gain_days: {type: number, description: "采购方下游全部龙头企业合计，仅计前后均可料齐者 / of all anchors behind the buyer together that are ready before and then", label: {en: Anchors gain in days, zh: 龙头合计提前天数}}
  anchors_freed: {type: integer, description: "原本永远无法料齐、此后可料齐的龙头企业，排在最前 / anchors never ready before that would be; they come first", label: {en: Anchors freed, zh: 由无期变为可复工的龙头数}}
  after_days: {description: '采购方由该供应方供货时；空白表示无期 / of the buyer, with this supplier; blank: never', label: {en: Buyer ready then in days, zh: 推演后采购方天数}}
  daily_capacity:
  daily_quantity: {type: number, description: "采购方需求，以该物料的计量单位计 / what the buyer needs, in the material's unit", label: {en: Needed a day, zh: 采购方日用量}}
  district:
  town:
  runs:
  firm:
  contact: {whose: supplier}
  phone: {whose: supplier}
bloom: Alternative suppliers of $material for $buyer
derives: alternatives
example: {buyer: yuelong, material: copper}
limit: 100
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
MATCH (buyer:Enterprise {id: $buyer})
MATCH (m:Material {id: $material})
UNWIND $found AS one
MATCH (s:Enterprise {id: one.supplier})
MATCH (s)-[made:MAKES]->(m)
OPTIONAL MATCH (buyer)-[need:NEEDS]->(m)
OPTIONAL MATCH (broker:Enterprise {id: one.broker})
RETURN
  s.id AS supplier,
  s.name AS name,
  coalesce($lead_days, one.lead) AS lead_days,
  one.lead_assumed AS lead_assumed,
  broker.id AS broker,
  broker.name AS broker_name,
  CASE WHEN broker IS NOT NULL THEN [buyer.id, broker.id, s.id]
    WHEN one.tied THEN [buyer.id, s.id] END AS path,
  one.distance AS distance_km,
  s.ready_days AS ready_days,
  one.gain AS gain_days,
  one.anchors_gain AS anchors_gain_days,
  one.anchors_freed AS anchors_freed,
  one.after AS after_days,
  made.daily_capacity AS daily_capacity,
  need.daily_quantity AS daily_quantity,
  s.district AS district,
  s.town AS town,
  s.runs AS runs,
  s.firm AS firm,
  s.contact AS contact,
  s.phone AS phone,
  buyer AS itself,
  s AS candidate,
  broker AS between,
  m AS wanted,
  made,
  need,
  COLLECT {
    MATCH (s)-[r:SUPPLIES]-(buyer)
    WHERE coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
    RETURN r
  } AS direct,
  COLLECT {
    MATCH (buyer)-[r:SUPPLIES]->(broker)
    WHERE coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
    RETURN r
  } AS to_the_broker,
  COLLECT {
    MATCH (s)-[r:SUPPLIES]->(broker)
    WHERE coalesce(r.until >= graph.as_of, true) AND coalesce(r.since <= graph.as_of, true)
    RETURN r
  } AS from_the_supplier
ORDER BY one.place
