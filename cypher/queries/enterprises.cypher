// Enterprises
/*
title: {en: Enterprises, zh: 企业查询}
about:
  en: "Finds enterprises by any part of their name in either language, by its pinyin or initials, by
    the beginning of their id, or by credit code: an exact id or code first, then names that begin
    with the text, then those that sound like it, shorter names first. Width and simplified or
    traditional characters make no difference. With nothing typed, all of them, anchors first."
  zh: 按中英文名称的任意部分、拼音或拼音首字母、编号开头或统一社会信用代码查找企业：编号或代码完全相符的在前，其次是以所输文字开头的，再次是读音相符的，名称短的在前。全角半角、简体繁体均可。不输入则列出全部，龙头企业在前。
result: table
finds: enterprise
parameters:
  text:
  district:
  town:
  industry:
  above_scale:
columns:
  enterprise:
  name:
  name_en:
  uscc:
  district:
  town:
  industry:
  above_scale:
  anchor:
  headcount: {sum: true}
  resumed_on:
  closed_on:
example: {text: 公牛}
limit: 100
*/
// Text indexes tell capitals from small letters: the first word of each spelling is looked up as
// typed, in small letters, in capitals and capitalised, then the whole text is compared without
// regard to them.
WITH [$text] + $spellings AS texts
CALL (texts) {
  CALL (texts) {
    UNWIND texts AS text
    MATCH (e:Enterprise)
    WHERE e.id STARTS WITH text
    RETURN e
    UNION
    UNWIND texts AS text
    MATCH (e:Enterprise {uscc: toUpper(text)})
    RETURN e
    UNION
    UNWIND texts AS text
    WITH text, split(text, ' ')[0] AS word
    UNWIND [word, toLower(word), toUpper(word),
      toUpper(left(word, 1)) + toLower(substring(word, 1))] AS part
    WITH DISTINCT text, part
    MATCH (e:Enterprise)
    WHERE e.name CONTAINS part AND toLower(e.name) CONTAINS toLower(text)
    RETURN e
    UNION
    UNWIND texts AS text
    WITH text, split(text, ' ')[0] AS word
    UNWIND [word, toLower(word), toUpper(word),
      toUpper(left(word, 1)) + toLower(substring(word, 1))] AS part
    WITH DISTINCT text, part
    MATCH (e:Enterprise)
    WHERE e.name_en CONTAINS part AND toLower(e.name_en) CONTAINS toLower(text)
    RETURN e
    UNION
    // pinyin or initials that a name begins with, or does behind its places
    UNWIND texts[..1] AS text
    WITH replace(replace(toLower(text), ' ', ''), 'ü', 'v') AS sound
    WHERE sound =~ '[a-z0-9]{2,}'
    MATCH (e:Enterprise)
    WHERE e.pinyin CONTAINS '|' + sound
    RETURN e
    UNION
    // whole syllables, which have a vowel, anywhere
    UNWIND texts[..1] AS text
    WITH replace(replace(toLower(text), ' ', ''), 'ü', 'v') AS sound
    WHERE sound =~ '[a-z0-9]*[aeiouv][a-z0-9]*' AND size(sound) > 3
    MATCH (e:Enterprise)
    WHERE e.pinyin CONTAINS sound
    RETURN e
  }
  RETURN collect(e) AS indexed
}
// Where that finds nothing and the text has letters (a word like iPhone typed in small ones) all
// names are read.
CALL (texts, indexed) {
  UNWIND indexed AS e
  RETURN e
  UNION ALL
  UNWIND CASE WHEN indexed = [] AND toLower($text) <> toUpper($text) THEN [1] ELSE [] END AS nothing
  MATCH (e:Enterprise)
  WHERE any(text IN texts WHERE toLower(e.name) CONTAINS toLower(text)
    OR toLower(e.name_en) CONTAINS toLower(text))
  RETURN e
}
WITH texts, e, coalesce(e.anchor, e.above_scale, false) AS anchor
WHERE ($district IS NULL OR e.district STARTS WITH $district)
  AND ($town IS NULL OR e.town = $town)
  AND ($industry IS NULL OR e.industry STARTS WITH $industry)
  AND ($above_scale IS NULL OR coalesce(e.above_scale, false) = $above_scale)
WITH e, anchor,
  CASE
    WHEN any(text IN texts WHERE e.id = text OR e.uscc = toUpper(text)) THEN 0
    WHEN any(text IN texts WHERE e.id STARTS WITH text OR toLower(e.name) STARTS WITH toLower(text)
      OR toLower(e.name_en) STARTS WITH toLower(text)) THEN 1
    WHEN any(text IN texts WHERE toLower(e.name) CONTAINS toLower(text)
      OR toLower(e.name_en) CONTAINS toLower(text)) THEN 2
    ELSE 3
  END AS fit
RETURN
  e.id AS enterprise,
  e.name AS name,
  e.name_en AS name_en,
  e.uscc AS uscc,
  e.district AS district,
  e.town AS town,
  e.industry AS industry,
  coalesce(e.above_scale, false) AS above_scale,
  anchor,
  e.headcount AS headcount,
  e.resumed_on AS resumed_on,
  e.closed_on AS closed_on
ORDER BY fit, ($text = '' OR fit = 3) AND anchor DESC, size(e.name), e.name, e.id
