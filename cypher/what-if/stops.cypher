// If these stop
/*
title: {en: If these stop, zh: 假如停产}
about:
  en: "Who loses days if these enterprises stop, and when, counted from normal times: everybody runs
    on day 0 except those that stop, each for the days given or else its own days to recover.
    Stocks are as they stand today. Each enterprise is listed with the day on which it stops, the
    material it lacks first, and the day on which it runs again. Closed enterprises are left out."
  zh: 假如所列企业停产，谁会停产、哪一天停、停几天：从正常状态推演，除所列企业外第 0 天全部正常生产；停产天数取所给天数，未给则取各企业自身的恢复天数；库存按今日计。逐家列出停产日、最先断供的物料与恢复日。关停企业不计。
result: table
asked:
  en: [if $enterprises stops, if $enterprises stop, what if $enterprises stops]
  zh: [假如$enterprises停产, 如果$enterprises停产, 要是$enterprises停产, $enterprises停产会怎样]
parameters:
  enterprises: {label: {en: Enterprises that stop, zh: 停产企业}}
  days: {type: number, minimum: 0, maximum: 36500, multipleOf: 0.01, default: null, label: {en: For how many days (blank for each one's days to recover), zh: 停产天数（留空取各企业恢复天数）}}
columns:
  enterprise:
  name:
  above_scale:
  stop_days:
  again_days: {type: number, label: {en: Days until it runs again, zh: 距恢复天数}}
  lost_days: {sum: true, label: {en: Days lost, zh: 损失天数}}
  material: {label: {en: Material that runs out first, zh: 最先断供物料}}
  material_name: {label: {en: Material that runs out first (name), zh: 最先断供物料名称}}
derives: losses
example: {enterprises: [yuelong], days: 14}
timeout: 30
*/
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
// not known for how long: less than nothing, which is refused
SET e.lost = coalesce(toInteger(round(100 * coalesce($days, e.recover_days))), -1)
RETURN e.id AS enterprise
;
MATCH (e:Enterprise)
WHERE e.lost > 0
OPTIONAL MATCH (m:Material {id: e.lacks})
RETURN
  e.id AS enterprise,
  e.name AS name,
  coalesce(e.above_scale, false) AS above_scale,
  e.stop / 100.0 AS stop_days,
  (e.stop + e.lost) / 100.0 AS again_days,
  e.lost / 100.0 AS lost_days,
  m.id AS material,
  m.name AS material_name
ORDER BY stop_days, lost_days DESC, enterprise
