// Four-sync board
/*
title: {en: Four-sync board, zh: 四同步看板}
about:
  en: "How far survey, filing, prevention and resumption have come, group by group or for all, with the three
    rates as the enterprises report them. Resumption rate: resumed ÷ those that should (not
    closed). Return rate: on post ÷ headcount. Output rate: weighted by headcount, those not resumed
    counting 0. The rates leave out closed enterprises and, above and below, blank figures; missing
    counts the enterprises with such blanks. Resumed, producing (an output above 0) and at full output (at least 1) are kept apart.
    By anchor: over the supporting enterprises of its tree."
  zh: 按全部、城市、区县、乡镇、行业、专班或龙头企业，列出摸底、备案、防控、复工四步进度和企业自报的三率。复工率 = 已复工 ÷ 应复工（未关停）；返岗率 = 到岗数 ÷ 员工数；复产率按员工数加权，未复工计 0。三率不含关停企业，数据缺失的分子分母均不计，缺数企业数另列。复工、复产（复产率大于 0）、达产（复产率不低于 1）分别统计。按龙头企业统计时，范围为其全部配套企业。
result: table
group: progress
order: 20
parameters:
  by: {type: string, enum: [all, city, district, town, industry, team, anchor], default: district, words: grouping, label: {en: Grouped by, zh: 统计口径}}
columns:
  group: {type: string, words_by: {city: place, district: place, industry: industry}, label: {en: Group, zh: 分组}}
  name:
  enterprises: {label: {en: Enterprises, zh: 企业数}}
  surveyed: {type: integer, label: {en: Surveyed, zh: 已摸底}}
  filed: {type: integer, label: {en: Filed, zh: 已备案}}
  prevention: {type: integer, label: {en: Prevention checked, zh: 防控到位}}
  resumed:
  resumption_rate: {type: number, label: {en: Resumption rate, zh: 复工率}}
  return_rate: {type: number, label: {en: Return rate, zh: 返岗率}}
  output_rate:
  missing: {type: integer, label: {en: Enterprises with missing figures, zh: 缺数企业数}}
  should_resume: {type: integer, label: {en: Should resume, zh: 应复工}}
  on_post:
  headcount:
  return_missing: {type: integer, label: {en: Return figures missing, zh: 缺返岗数据}}
  output: {type: number, label: {en: Headcount × output, zh: 员工数 × 复产率}}
  output_headcount: {type: integer, label: {en: Headcount of those with output known, zh: 复产数据齐全企业员工数}}
  output_missing: {type: integer, label: {en: Output figures missing, zh: 缺复产数据}}
  producing: {type: integer, label: {en: Producing, zh: 已复产}}
  at_full_output: {type: integer, label: {en: At full output, zh: 已达产}}
  above_scale: {type: integer, label: {en: Above designated size that should resume, zh: 应复工规上企业}}
  above_scale_resumed: {type: integer, label: {en: Of them resumed, zh: 其中已复工}}
  in_flow: {type: integer}
  never: {type: integer, label: {en: Never as things stand, zh: 照此无期}}
  lost_days: {description: 在产企业合计 / of all that run together}
  name_en: {optional: true}
  district: {label: {en: District of the town, zh: 乡镇所属区县}}
  index_rate: {type: number, description: '复工率与复产率的平均值 / the mean of the resumption rate and the output rate', label: {en: Index of resumption and output, zh: 复工复产指数}}
example: {by: anchor}
timeout: 30
*/
MATCH (graph:Graph {id: 'graph'})
WITH graph.as_of AS today, coalesce(graph.core, false) AS known
// UNWIND of an empty list: a branch that is not asked for reads nothing.
CALL (today, known) {
  UNWIND CASE WHEN $by = 'anchor' THEN [] ELSE [1] END AS chosen
  MATCH (kept:Group {by: $by})
  CALL (kept) {
    OPTIONAL MATCH (team:ServiceTeam {id: kept.key})
    WHERE kept.by = 'team'
    RETURN team.name AS called
  }
  RETURN kept.key AS group, kept.district AS district, called, null AS called_en, properties(kept) AS counted
  UNION ALL
  UNWIND CASE WHEN $by = 'anchor' THEN [1] ELSE [] END AS chosen
  MATCH (a:Enterprise)
  WHERE a.anchor = true OR a.anchor IS NULL AND a.above_scale = true
  // The tree of whoever is in the core of the network, or is fed by it, holds all of the core and all
  // that feed it: they are counted together, and nobody among them is followed.
  CALL (today, known, a) {
    WITH * WHERE NOT known OR coalesce(a.core, 0) < 2
    MATCH p = (a)<-[:SUPPLIES*0..]-(e:Enterprise)
    WHERE all(n IN nodes(p) WHERE NOT known OR n = a OR n.core IS NULL)
      AND all(r IN relationships(p) WHERE
        coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
    WITH DISTINCT e
    RETURN collect(e) AS outside
  }
  CALL (today, known, outside) {
    UNWIND CASE WHEN known THEN outside ELSE [] END AS e
    MATCH (s)-[r:SUPPLIES]->(e)
    WHERE s.core IS NOT NULL
      AND coalesce(r.until >= today, true) AND coalesce(r.since <= today, true)
    RETURN max(s.core) AS touches
  }
  WITH today, a, outside, touches,
    coalesce(known AND a.core = 2, false) OR coalesce(touches = 2, false) AS whole
  CALL (today, a, outside, touches) {
    UNWIND CASE touches WHEN 1 THEN [1] ELSE [] END AS feeders
    MATCH p = (a)<-[:SUPPLIES*0..]-(e:Enterprise)
    WHERE all(r IN relationships(p) WHERE
      coalesce(r.until >= today, true) AND coalesce(r.since <= today, true))
    RETURN DISTINCT e
    UNION ALL
    UNWIND CASE touches WHEN 1 THEN [] ELSE outside END AS e
    RETURN e
    UNION ALL
    // itself, to be taken off again
    RETURN a AS e
  }
  WITH today, a, whole, e, CASE
    WHEN e <> a THEN 1 WHEN whole AND a.core IS NOT NULL THEN -1 ELSE 0 END AS times
  WITH *,
    coalesce(e.closed_on <= today, false) AS closed,
    coalesce(e.resumed_on <= today, false) AS resumed
  WITH *,
    NOT closed AND (e.headcount IS NULL OR e.on_post IS NULL) AS no_return,
    NOT closed AND (e.headcount IS NULL OR resumed AND e.output_rate IS NULL) AS no_output
  WITH a, whole, {
    enterprises: sum(times),
    surveyed: sum(CASE WHEN e.surveyed_on <= today THEN times ELSE 0 END),
    filed: sum(CASE WHEN e.filed_on <= today THEN times ELSE 0 END),
    prevention: sum(CASE WHEN e.prevention_on <= today THEN times ELSE 0 END),
    resumed: sum(CASE WHEN resumed AND NOT closed THEN times ELSE 0 END),
    should_resume: sum(CASE WHEN NOT closed THEN times ELSE 0 END),
    missing: sum(CASE WHEN no_return OR no_output THEN times ELSE 0 END),
    on_post: sum(CASE WHEN NOT closed AND NOT no_return THEN times * e.on_post ELSE 0 END),
    headcount: sum(CASE WHEN NOT closed AND NOT no_return THEN times * e.headcount ELSE 0 END),
    return_missing: sum(CASE WHEN no_return THEN times ELSE 0 END),
    output: sum(CASE WHEN NOT closed AND NOT no_output AND resumed
      THEN times * toInteger(round(100 * e.headcount * e.output_rate)) ELSE 0 END),
    output_headcount: sum(CASE WHEN NOT closed AND NOT no_output
      THEN times * e.headcount ELSE 0 END),
    output_missing: sum(CASE WHEN no_output THEN times ELSE 0 END),
    producing: sum(CASE WHEN resumed AND NOT closed AND e.output_rate > 0 THEN times ELSE 0 END),
    at_full_output: sum(CASE WHEN resumed AND NOT closed AND e.output_rate >= 1
      THEN times ELSE 0 END),
    above_scale: sum(CASE WHEN e.above_scale AND NOT closed THEN times ELSE 0 END),
    above_scale_resumed: sum(CASE WHEN e.above_scale AND NOT closed AND resumed
      THEN times ELSE 0 END),
    in_flow: sum(CASE WHEN e.in_flow THEN times ELSE 0 END),
    never: sum(CASE WHEN e.stuck IS NULL THEN 0 ELSE times END),
    lost: sum(CASE WHEN e.runs AND e.ready_days > 0
      THEN times * toInteger(round(100 * e.ready_days)) ELSE 0 END)
  } AS own
  OPTIONAL MATCH (core:Group {id: 'core:'})
  WHERE whole
  WITH a, own, properties(core) AS core
  WITH a, {
    enterprises: own.enterprises + coalesce(core.enterprises, 0),
    surveyed: own.surveyed + coalesce(core.surveyed, 0),
    filed: own.filed + coalesce(core.filed, 0),
    prevention: own.prevention + coalesce(core.prevention, 0),
    resumed: own.resumed + coalesce(core.resumed, 0),
    should_resume: own.should_resume + coalesce(core.should_resume, 0),
    missing: own.missing + coalesce(core.missing, 0),
    on_post: own.on_post + coalesce(core.on_post, 0),
    headcount: own.headcount + coalesce(core.headcount, 0),
    return_missing: own.return_missing + coalesce(core.return_missing, 0),
    output: own.output + coalesce(core.output, 0),
    output_headcount: own.output_headcount + coalesce(core.output_headcount, 0),
    output_missing: own.output_missing + coalesce(core.output_missing, 0),
    producing: own.producing + coalesce(core.producing, 0),
    at_full_output: own.at_full_output + coalesce(core.at_full_output, 0),
    above_scale: own.above_scale + coalesce(core.above_scale, 0),
    above_scale_resumed: own.above_scale_resumed + coalesce(core.above_scale_resumed, 0),
    in_flow: own.in_flow + coalesce(core.in_flow, 0),
    never: own.never + coalesce(core.never, 0),
    lost: own.lost + coalesce(core.lost, 0)
  } AS counted
  WHERE counted.enterprises > 0
  RETURN a.id AS group, null AS district, a.name AS called, a.name_en AS called_en, counted
}
// the largest groups first, and no more of them than are shown
WITH group, district, called, called_en, counted, counted.enterprises AS enterprises
ORDER BY enterprises DESC, group, district LIMIT coalesce($most, 1000000000)
// Provinces, cities of the provinces around, districts of Ningbo: codes and names of GB/T 2260;
// then the divisions of industries: codes and names of GB/T 4754
WITH *, CASE WHEN $by = 'town' THEN district ELSE group END AS code,
  ' 11北京市 12天津市 13河北省 14山西省 15内蒙古自治区 21辽宁省 22吉林省 23黑龙江省 31上海市 32江苏省 '
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
  + '330281余姚市 330282慈溪市' AS places,
  ' 01农业 02林业 03畜牧业 04渔业 05农、林、牧、渔专业及辅助性活动 06煤炭开采和洗选业 07石油和天然气开采业 '
  + '08黑色金属矿采选业 09有色金属矿采选业 10非金属矿采选业 11开采专业及辅助性活动 12其他采矿业 '
  + '13农副食品加工业 14食品制造业 15酒、饮料和精制茶制造业 16烟草制品业 17纺织业 18纺织服装、服饰业 '
  + '19皮革、毛皮、羽毛及其制品和制鞋业 20木材加工和木、竹、藤、棕、草制品业 21家具制造业 22造纸和纸制品业 '
  + '23印刷和记录媒介复制业 24文教、工美、体育和娱乐用品制造业 25石油、煤炭及其他燃料加工业 '
  + '26化学原料和化学制品制造业 27医药制造业 28化学纤维制造业 29橡胶和塑料制品业 30非金属矿物制品业 '
  + '31黑色金属冶炼和压延加工业 32有色金属冶炼和压延加工业 33金属制品业 34通用设备制造业 35专用设备制造业 '
  + '36汽车制造业 37铁路、船舶、航空航天和其他运输设备制造业 38电气机械和器材制造业 '
  + '39计算机、通信和其他电子设备制造业 40仪器仪表制造业 41其他制造业 42废弃资源综合利用业 '
  + '43金属制品、机械和设备修理业 44电力、热力生产和供应业 45燃气生产和供应业 46水的生产和供应业 47房屋建筑业 '
  + '48土木工程建筑业 49建筑安装业 50建筑装饰、装修和其他建筑业 51批发业 52零售业 53铁路运输业 54道路运输业 '
  + '55水上运输业 56航空运输业 57管道运输业 58多式联运和运输代理业 59装卸搬运和仓储业 60邮政业 61住宿业 '
  + '62餐饮业 63电信、广播电视和卫星传输服务 64互联网和相关服务 65软件和信息技术服务业 66货币金融服务 '
  + '67资本市场服务 68保险业 69其他金融业 70房地产业 71租赁业 72商务服务业 73研究和试验发展 74专业技术服务业 '
  + '75科技推广和应用服务业 76水利管理业 77生态保护和环境治理业 78公共设施管理业 79土地管理业 80居民服务业 '
  + '81机动车、电子产品和日用产品修理业 82其他服务业 83教育 84卫生 85社会工作 86新闻和出版业 '
  + '87广播、电视、电影和录音制作业 88文化艺术业 89体育 90娱乐业 91中国共产党机关 92国家机构 '
  + '93人民政协、民主党派 94社会保障 95群众团体、社会团体和其他成员组织 96基层群众自治组织及其他组织 '
  + '97国际组织' AS divisions,
  CASE WHEN counted.should_resume > 0
    THEN toFloat(counted.resumed) / counted.should_resume END AS resumption_rate,
  CASE WHEN counted.output_headcount > 0
    THEN counted.output / 100.0 / counted.output_headcount END AS output_rate
RETURN
  group,
  CASE WHEN $by = 'all' THEN '全部企业 / all enterprises'
    WHEN group IS NULL THEN '未填 / not given' ELSE coalesce(called, CASE
    WHEN $by IN ['city', 'district', 'town'] THEN reduce(name = '', digits IN [2, 4, 6] | name
      + CASE WHEN size(code) >= digits
        THEN coalesce(split(split(places, ' ' + left(code, digits))[1], ' ')[0], '') ELSE '' END)
      + CASE $by WHEN 'town' THEN group ELSE '' END
    WHEN $by = 'industry' AND group =~ '[A-Z]?[0-9]{2}.*' THEN split(split(divisions, ' ' + left(
      CASE WHEN group =~ '[A-Z].*' THEN substring(group, 1) ELSE group END, 2))[1], ' ')[0]
    END, group) END AS name,
  enterprises,
  counted.surveyed AS surveyed,
  counted.filed AS filed,
  counted.prevention AS prevention,
  counted.resumed AS resumed,
  resumption_rate,
  CASE WHEN counted.headcount > 0
    THEN toFloat(counted.on_post) / counted.headcount END AS return_rate,
  output_rate,
  counted.missing AS missing,
  counted.should_resume AS should_resume,
  counted.on_post AS on_post,
  counted.headcount AS headcount,
  counted.return_missing AS return_missing,
  counted.output / 100.0 AS output,
  counted.output_headcount AS output_headcount,
  counted.output_missing AS output_missing,
  counted.producing AS producing,
  counted.at_full_output AS at_full_output,
  counted.above_scale AS above_scale,
  counted.above_scale_resumed AS above_scale_resumed,
  counted.in_flow AS in_flow,
  counted.never AS never,
  counted.lost / 100.0 AS lost_days,
  called_en AS name_en,
  district,
  (resumption_rate + output_rate) / 2 AS index_rate
ORDER BY enterprises DESC, group, district
