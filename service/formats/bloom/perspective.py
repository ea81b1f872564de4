"""A Bloom perspective, version 2.7.0: the graph as Neo4j Bloom and Explore show and ask it.

The format is not published; ``tests/bloom_perspectives.json`` holds the fields of public files.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.catalog.catalog import Catalog
from service.formats.bloom.search_phrases import (
    DatabaseFacts,
    PhraseParameter,
    SceneAction,
    SearchPhrase,
    phrases,
    scene_actions,
)
from service.formats.bloom.styles import (
    BEFORE_STEPS,
    CATEGORY_STYLES,
    DAYS,
    HIDDEN,
    LONG,
    MOST_DAYS,
    OTHER_LINE,
    READINESS,
    RELATIONSHIP_STYLES,
    STEPS,
)
from service.language import Language, Text
from service.model.privacy import PERSONAL_PROPERTIES
from service.model.tables import BY_LABEL, RELATIONS, TABLES

VERSION = "2.7.0"
NAME = Text("Tongbu", "同步")
LONG_AGO = datetime.date(2020, 2, 12)
"""The day of the perspective of a graph that has none."""

TYPES = {"integer": "bigint", "number": "number", "boolean": "boolean", "date": "Date"}
"""Bloom's types of properties, by the kind of a table's column; all others are texts."""

DERIVED = {
    "Enterprise": {
        "ready_days": "number",
        "own_days": "number",
        "runs": "boolean",
        "in_flow": "boolean",
        "firm": "boolean",
        "stuck": "string",
        "hops": "bigint",
        "stop_days": "number",
        "stop_material": "string",
        "stops_enterprises": "bigint",
        "stops_anchors": "bigint",
    },
    "WAITS_FOR": {"material": "string", "days": "number"},
}
"""What the derivation tells of enterprises and of who waits for whom."""

KEPT = {"datasets": "array"}
RECKONED = {"at": "bigint", "doubt": "bigint", "lead_at": "bigint"}
"""What the loader and the derivation keep for themselves: there, but never shown."""


def perspective(catalog: Catalog, held: DatabaseFacts, language: Language) -> dict[str, Any]:
    """The perspective of a database that holds ``held``, in ``language``, as JSON's values.

    The same graph and catalogue give the same document: ids are made from names, times from the
    day at which the graph stands.
    """
    day = held.as_of or LONG_AGO
    now = int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp() * 1000)
    colors = [look.color for look in CATEGORY_STYLES.values()] + [
        line.color for line in RELATIONSHIP_STYLES.values()
    ]
    asked = list(phrases(catalog, held, language))
    return {
        "name": NAME.to(language),
        "id": _id(f"perspective {language}"),
        "categories": [
            _category(number, label, now, language)
            for number, label in enumerate(CATEGORY_STYLES, 1)
        ],
        "labels": {label: _typed(label, properties_of(label)) for label in CATEGORY_STYLES},
        "relationshipTypes": [_line(kind) for kind in dict.fromkeys(_types())],
        "palette": {"colors": list(dict.fromkeys(colors)), "currentIndex": 0},
        "createdAt": now,
        "lastEditedAt": now,
        "templates": [_template(now + i, phrase, language) for i, phrase in enumerate(asked)],
        "sceneActions": [
            _scene_action(now + i, action, language) for i, action in enumerate(scene_actions())
        ],
        "hiddenRelationshipTypes": list(HIDDEN),
        "hiddenCategories": [],
        "hideUncategorisedData": True,
        "isAuto": False,
        "parentPerspectiveId": None,
        "metadata": {
            "pathSegments": [
                {"source": start, "relationshipType": kind, "target": end}
                for kind, start, end in _segments()
            ],
            "indexes": list(_indexes(held.indexes)),
            "stats": {"labels": {}, "relationshipTypes": {}},
        },
        "version": VERSION,
    }


def properties_of(name: str) -> dict[str, str]:
    """Every property of a label or of a relationship type, with Bloom's type of its values."""
    if name in BY_LABEL:
        table = BY_LABEL[name]
        known = {c.name: TYPES.get(c.kind, "string") for c in table.columns if c.link is None}
        # a table without a column for it has the dataset's own source
        known |= {"source": "string"} | DERIVED.get(name, {}) | KEPT
        return known | (RECKONED if name == "Enterprise" else {})
    known = {}
    for table in TABLES:
        if table.relation and table.relation.type == name:
            columns = (table.column(property) for property in table.properties)
            known |= {column.name: TYPES.get(column.kind, "string") for column in columns}
    return known | DERIVED.get(name, {})


def hidden_of(label: str) -> set[str]:
    """The properties of a label that are not shown: persons, and what tells nobody anything."""
    return {*PERSONAL_PROPERTIES.get(label, ()), *KEPT, *RECKONED}


def _id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"tongbu {name}"))


def _segments() -> Iterator[tuple[str, str, str]]:
    """Which labels each type of relationship joins."""
    yield "WAITS_FOR", "Enterprise", "Enterprise"
    yield from dict.fromkeys((r.type, r.start, r.end) for r in RELATIONS)


def _types() -> Iterator[str]:
    return (kind for kind, _, _ in _segments())


def _typed(name: str, properties: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"propertyKey": key, "type": name, "dataType": kind} for key, kind in properties.items()
    ]


def _category(number: int, label: str, now: int, language: Language) -> dict[str, Any]:
    look, known = CATEGORY_STYLES[label], properties_of(label)
    captions = list(look.captions)
    if language == "en" and "name_en" in known:
        captions.insert(0, "name_en")
    hidden = hidden_of(label)
    return {
        "id": number,
        "name": look.name.to(language),
        "labels": [label],
        "properties": [
            {
                "name": key,
                "exclude": key in hidden,
                "dataType": kind,
                **(
                    {"property": {"name": key, "exclude": False, "dataType": kind}}
                    if key in hidden
                    else {}
                ),
            }
            for key, kind in known.items()
        ],
        "createdAt": now,
        "lastEditedAt": now,
        "color": look.color,
        "size": BEFORE_STEPS if label == "Enterprise" else 1,
        "icon": look.icon,
        "captionKeys": captions,
        "styleRules": list(_rules(now)) if label == "Enterprise" else [],
    }


def _rules(now: int) -> Iterator[dict[str, Any]]:
    """The styles of enterprises: of rules for the same thing the first that holds counts."""
    for number, (key, kind, condition, value, color) in enumerate(READINESS):
        yield _rule(now + number, f"{key}_{kind}", condition, value) | {
            "color": color,
            "applyColor": True,
        }
    soon, late = LONG
    yield _rule(now + len(READINESS), "ready_days_number", "between", 0) | {
        "type": "range",
        "applyColor": True,
        "rangeValue": MOST_DAYS,
        "minColor": DAYS[0],
        "midColor": DAYS[1],
        "maxColor": DAYS[2],
        "minPoint": "0",
        "maxPoint": str(MOST_DAYS),
        "minColorValue": "0",
        "midColorValue": str(soon),
        "maxColorValue": str(late),
        "minSizeValue": "0",
        "maxSizeValue": str(MOST_DAYS),
    }
    for number, (key, size) in enumerate(STEPS, len(READINESS) + 1):
        yield _rule(now + number, f"{key}_Date", "has-property", None) | {
            "size": size,
            "applySize": True,
        }


def _rule(id: int, based_on: str, condition: str, value: str | int | None) -> dict[str, Any]:
    """One rule that applies nothing yet, with every field that public files have."""
    return {
        "id": f"rule:{id}",
        "type": "single",
        "size": 1,
        "minSize": 1,
        "maxSize": 2,
        "minColor": DAYS[0],
        "midColor": DAYS[1],
        "maxColor": DAYS[2],
        "minPoint": "unprocessed",
        "maxPoint": "unprocessed",
        "applyColor": False,
        "applySize": False,
        "applyCaption": False,
        "captionKeys": ["0_CATEGORY_NAME_CAPTION_KEY"],
        "color": CATEGORY_STYLES["Enterprise"].color,
        "isTimeZoneConvertEnabled": False,
        "selectedTimeZone": "Z",
        "basedOn": based_on,
        "valuesMapper": [],
        "existingValues": [],
        "conditionValue": "" if value is None else value,
        "rangeValue": None,
        "condition": condition,
    }


def _line(kind: str) -> dict[str, Any]:
    look = RELATIONSHIP_STYLES.get(kind, OTHER_LINE)
    return {
        "id": kind,
        "name": kind,
        "properties": _typed(kind, properties_of(kind)),
        "color": look.color,
        "size": look.size,
        "captionKeys": list(look.captions),
    }


def _template(id: int, phrase: SearchPhrase, language: Language) -> dict[str, Any]:
    return {
        "name": phrase.query.title.to(language),
        "id": f"tmpl:{id}",
        "createdAt": id,
        "text": phrase.text,
        "cypher": phrase.cypher,
        "isUpdateQuery": None,
        "params": [_parameter(asked) for asked in phrase.asked],
        "hasCypherErrors": False,
    }


def _parameter(asked: PhraseParameter) -> dict[str, Any]:
    return {
        "name": asked.name,
        "dataType": asked.type,
        "collapsed": False,
        "suggestionLabel": None,
        "suggestionProp": None,
        "suggestionBoolean": False,
        "cypher": asked.suggestions,
    }


def _scene_action(created: int, action: SceneAction, language: Language) -> dict[str, Any]:
    return {
        "name": action.title.to(language),
        "id": _id(f"scene action {action.name}"),
        "createdAt": created,
        "cypher": action.cypher,
        "isUpdateQuery": None,
        "categories": None,
        "relationshipTypes": None,
        "hasCypherErrors": False,
    }


def _indexes(held: Iterable[tuple[str, list[str]]]) -> Iterator[dict[str, Any]]:
    """The indexes over what is shown, one entry a label."""
    by_label: dict[str, list[str]] = {}
    for label, properties in held:
        shown = set(properties_of(label)) - hidden_of(label) if label in CATEGORY_STYLES else set()
        by_label.setdefault(label, []).extend(name for name in properties if name in shown)
    for label, names in by_label.items():
        if names:
            keys = [{"key": name, "metadataProp": False} for name in dict.fromkeys(names)]
            yield {"label": label, "type": "native", "propertyKeys": keys}
