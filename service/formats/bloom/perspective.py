"""A Bloom perspective, version 2.7.0: categories, styles and search phrases in one JSON file.

The format is not published; fields are those of public files, in
``tests/support/bloom_perspectives.json``.
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
    scene_actions,
    search_phrases,
)
from service.formats.bloom.styles import (
    CATEGORY_STYLES,
    DEFAULT_RELATIONSHIP_STYLE,
    HIDDEN_RELATIONSHIP_TYPES,
    MAX_READY_DAYS,
    READINESS_RULES,
    READY_DAYS_COLORS,
    READY_DAYS_POINTS,
    RELATIONSHIP_STYLES,
    SIZE_BEFORE_STEPS,
    STEP_SIZES,
)
from service.language import Language, Text
from service.model import derived
from service.model.bookkeeping import DATASETS, PINYIN, SAID
from service.model.privacy import PERSONAL_PROPERTIES
from service.model.tables import BY_LABEL, RELATIONS, TABLES

VERSION = "2.7.0"
NAME = Text("Tongbu", "同步")
DEFAULT_DAY = datetime.date(2020, 2, 12)
"""The day of the perspective of a graph without ``as_of``."""

PROPERTY_TYPES = {"integer": "bigint", "number": "number", "boolean": "boolean", "date": "Date"}
"""Bloom's types of properties, by the kind of a table's column; all others are texts."""

LOADER_PROPERTIES = {DATASETS: "array", SAID: "string", PINYIN: "string"}
"""Bookkeeping of the loader: listed in the file, but never shown."""


def perspective(catalog: Catalog, database: DatabaseFacts, language: Language) -> dict[str, Any]:
    """The perspective of a database in ``language``, as values that JSON can hold.

    The same graph and catalogue give the same document: ids are made from names, times from the
    day at which the graph stands.
    """
    day = database.as_of or DEFAULT_DAY
    now = int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp() * 1000)
    colors = [style.color for style in CATEGORY_STYLES.values()] + [
        line.color for line in RELATIONSHIP_STYLES.values()
    ]
    found = list(search_phrases(catalog, database, language))
    return {
        "name": NAME.to(language),
        "id": _id(f"perspective {language}"),
        "categories": [
            _category(number, label, now, language)
            for number, label in enumerate(CATEGORY_STYLES, 1)
        ],
        "labels": {
            label: _typed_properties(label, properties_of(label)) for label in CATEGORY_STYLES
        },
        "relationshipTypes": [
            _relationship_type(kind) for kind in dict.fromkeys(_relationship_types())
        ],
        "palette": {"colors": list(dict.fromkeys(colors)), "currentIndex": 0},
        "createdAt": now,
        "lastEditedAt": now,
        "templates": [
            _phrase_template(now + i, phrase, language) for i, phrase in enumerate(found)
        ],
        "sceneActions": [
            _scene_action(now + i, action, language) for i, action in enumerate(scene_actions())
        ],
        "hiddenRelationshipTypes": list(HIDDEN_RELATIONSHIP_TYPES),
        "hiddenCategories": [],
        "hideUncategorisedData": True,
        "isAuto": False,
        "parentPerspectiveId": None,
        "metadata": {
            "pathSegments": [
                {"source": start, "relationshipType": kind, "target": end}
                for kind, start, end in _path_segments()
            ],
            "indexes": list(_indexes(database.indexes)),
            "stats": {"labels": {}, "relationshipTypes": {}},
        },
        "version": VERSION,
    }


def properties_of(name: str) -> dict[str, str]:
    """Every property of a label or of a relationship type, with Bloom's type of its values."""
    if name in BY_LABEL:
        table = BY_LABEL[name]
        properties = {
            c.name: PROPERTY_TYPES.get(c.kind, "string") for c in table.columns if c.link is None
        }
        # a table without a column for it has the dataset's own source
        return properties | {"source": "string"} | _derived_types(name) | LOADER_PROPERTIES
    properties = {}
    for table in TABLES:
        if table.relation and table.relation.type == name:
            columns = (table.column(property) for property in table.properties)
            properties |= {
                column.name: PROPERTY_TYPES.get(column.kind, "string")
                for column in columns
                if not column.personal
            }
    # of relationships Bloom can hide no single property, only not know of it
    internal = derived.properties([name], internal_only=True)
    shown = {key: kind for key, kind in _derived_types(name).items() if key not in internal}
    return properties | shown


def hidden_properties(label: str) -> set[str]:
    """The properties of a label that are not shown: personal ones, and bookkeeping."""
    internal = derived.properties([label], internal_only=True)
    return {*PERSONAL_PROPERTIES.get(label, ()), *LOADER_PROPERTIES, *internal}


def _derived_types(owner: str) -> dict[str, str]:
    """The derived properties of a label or relationship type, with Bloom's types."""
    return {
        one.name: PROPERTY_TYPES.get(one.kind, "string")
        for one in derived.DERIVED
        if one.owner == owner
    }


def _id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"tongbu {name}"))


def _path_segments() -> Iterator[tuple[str, str, str]]:
    """Each relationship type with the labels of its start and end."""
    yield from ((kind, "Enterprise", "Enterprise") for kind in derived.RELATIONSHIPS)
    yield from dict.fromkeys((r.type, r.start, r.end) for r in RELATIONS)


def _relationship_types() -> Iterator[str]:
    return (kind for kind, _, _ in _path_segments())


def _typed_properties(name: str, properties: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"propertyKey": key, "type": name, "dataType": kind} for key, kind in properties.items()
    ]


def _category(number: int, label: str, now: int, language: Language) -> dict[str, Any]:
    style, properties = CATEGORY_STYLES[label], properties_of(label)
    captions = list(style.captions)
    if language == "en" and "name_en" in properties:
        captions.insert(0, "name_en")
    hidden = hidden_properties(label)
    return {
        "id": number,
        "name": BY_LABEL[label].singular.to(language),
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
            for key, kind in properties.items()
        ],
        "createdAt": now,
        "lastEditedAt": now,
        "color": style.color,
        "size": SIZE_BEFORE_STEPS if label == "Enterprise" else 1,
        "icon": style.icon,
        "captionKeys": captions,
        "styleRules": list(_rules(now)) if label == "Enterprise" else [],
    }


def _rules(now: int) -> Iterator[dict[str, Any]]:
    """The style rules of enterprises; of rules for the same attribute the first match wins."""
    for number, (key, kind, condition, value, color) in enumerate(READINESS_RULES):
        yield _rule(now + number, f"{key}_{kind}", condition, value) | {
            "color": color,
            "applyColor": True,
        }
    soon, late = READY_DAYS_POINTS
    yield _rule(now + len(READINESS_RULES), "ready_days_number", "between", 0) | {
        "type": "range",
        "applyColor": True,
        "rangeValue": MAX_READY_DAYS,
        "minColor": READY_DAYS_COLORS[0],
        "midColor": READY_DAYS_COLORS[1],
        "maxColor": READY_DAYS_COLORS[2],
        "minPoint": "0",
        "maxPoint": str(MAX_READY_DAYS),
        "minColorValue": "0",
        "midColorValue": str(soon),
        "maxColorValue": str(late),
        "minSizeValue": "0",
        "maxSizeValue": str(MAX_READY_DAYS),
    }
    for number, (key, size) in enumerate(STEP_SIZES, len(READINESS_RULES) + 1):
        yield _rule(now + number, f"{key}_Date", "has-property", None) | {
            "size": size,
            "applySize": True,
        }


def _rule(id: int, based_on: str, condition: str, value: str | int | None) -> dict[str, Any]:
    """A style rule that applies nothing yet, with every field that public files have."""
    return {
        "id": f"rule:{id}",
        "type": "single",
        "size": 1,
        "minSize": 1,
        "maxSize": 2,
        "minColor": READY_DAYS_COLORS[0],
        "midColor": READY_DAYS_COLORS[1],
        "maxColor": READY_DAYS_COLORS[2],
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


def _relationship_type(kind: str) -> dict[str, Any]:
    style = RELATIONSHIP_STYLES.get(kind, DEFAULT_RELATIONSHIP_STYLE)
    return {
        "id": kind,
        "name": kind,
        "properties": _typed_properties(kind, properties_of(kind)),
        "color": style.color,
        "size": style.size,
        "captionKeys": list(style.captions),
    }


def _phrase_template(id: int, phrase: SearchPhrase, language: Language) -> dict[str, Any]:
    return {
        "name": phrase.query.title.to(language),
        "id": f"tmpl:{id}",
        "createdAt": id,
        "text": phrase.text,
        "cypher": phrase.cypher,
        "isUpdateQuery": None,
        "params": [_parameter(parameter) for parameter in phrase.parameters],
        "hasCypherErrors": False,
    }


def _parameter(parameter: PhraseParameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "dataType": parameter.type,
        "collapsed": False,
        "suggestionLabel": None,
        "suggestionProp": None,
        "suggestionBoolean": False,
        "cypher": parameter.suggestions,
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


def _indexes(indexes: Iterable[tuple[str, list[str]]]) -> Iterator[dict[str, Any]]:
    """The indexes over properties that are shown, one entry per label."""
    by_label: dict[str, list[str]] = {}
    for label, properties in indexes:
        shown = (
            set(properties_of(label)) - hidden_properties(label)
            if label in CATEGORY_STYLES
            else set()
        )
        by_label.setdefault(label, []).extend(name for name in properties if name in shown)
    for label, names in by_label.items():
        if names:
            keys = [{"key": name, "metadataProp": False} for name in dict.fromkeys(names)]
            yield {"label": label, "type": "native", "propertyKeys": keys}
