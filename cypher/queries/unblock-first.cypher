// Unblock first
/*
title: {en: Unblock first, zh: 优先疏通堵点}
about:
  en: "Enterprises at the root of others' waiting: they do not run yet, are not closed down, and
    wait for nobody but themselves (workers, permits, prevention). What would follow if each could
    run today is derived, and those come first that save enterprises above designated size most days,
    their own included, then those that free most that could never begin. Those whose waiting leads
    to it are counted as held up. In a large network what they save comes from a ranking made with
    each derivation; it is said when, and how many changes came since. The others are tried and
    undone, as far as they could still come among the first; where the time does not suffice for all
    of them, it is said how many days the rest could save at most."
  zh: 堵点企业：尚未复工、未关停，且不等别人、只等自身条件（用工、审批、防控）。推算“假如它今日即具备条件”的结果，按规上企业（含其自身）合计提前天数从多到少排列，其次按由无期变为可复工的企业数；等待链通向它的企业计为“被卡”。网络较大时，收益取自每次推算所作的排序，并注明排序时间与此后的变更数；其余企业逐一推演并撤销，只推演仍可能进入前列者；时间不足以全部推演时，注明其余至多可省天数。
result: table
group: today
order: 10
parameters:
  district:
  industry:
  limit:
columns:
  enterprise:
  name:
  days_saved_above_scale: {type: number, description: "规上企业合计，仅计原本可料齐者 / summed over enterprises above designated size that were ready before", label: {en: Days saved above designated size, zh: 规上合计提前天数}}
  days_saved: {type: number, description: "合计，仅计原本可料齐者 / summed over all that were ready before", label: {en: Days saved, zh: 合计提前天数}}
  freed: {type: integer, description: "原本无期、此后可料齐的企业 / never ready before that become ready", label: {en: Freed, zh: 由无期变为可复工}}
  held:
  held_above_scale:
  held_headcount:
  own_days: {label: {en: Days it needs itself, zh: 自身尚需天数}}
  expected_on:
  firm:
  stuck:
  district:
  town:
  industry:
  contact:
  phone:
  untried_at_most: {type: number, description: "未逐一推演者最多可为规上企业节省的天数；空白表示次序确定 / days above designated size that one not tried could save at most; blank: the order is certain", label: {en: Untried at most, zh: 未推演者至多天数}}
  changes_since:
  ranked_at:
derives: unblocking
example: {}
timeout: 30
*/
UNWIND $found AS one
MATCH (e:Enterprise {id: one.enterprise})
RETURN
  e.id AS enterprise,
  e.name AS name,
  one.above AS days_saved_above_scale,
  one.days AS days_saved,
  one.freed AS freed,
  one.held AS held,
  one.held_above_scale AS held_above_scale,
  one.held_headcount AS held_headcount,
  e.own_days AS own_days,
  e.expected_on AS expected_on,
  e.firm AS firm,
  e.stuck AS stuck,
  e.district AS district,
  e.town AS town,
  e.industry AS industry,
  e.contact AS contact,
  e.phone AS phone,
  one.untried_at_most AS untried_at_most,
  one.changes_since AS changes_since,
  one.ranked_at AS ranked_at
ORDER BY one.place
