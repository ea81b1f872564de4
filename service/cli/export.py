"""The commands that hand the catalogue to other programs: ``tongbu bloom``, ``favourites``."""

import sys

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.language import Language, Text
from service.settings import Settings

language_option = click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    help=bilingual(
        "Of names and phrases; default: as the command's.", "名称的语言，默认同命令行。"
    ),
)


@click.command(
    help=bilingual(
        "A perspective for Neo4j Bloom and Explore, on standard output.",
        "输出 Neo4j Bloom / Explore 的视图文件（perspective）。",
    ),
    epilog=examples(
        {
            "bloom": Text("to be imported in Bloom", "供 Bloom 导入"),
            "bloom --language en": Text("with names in English", "英文名称"),
        }
    ),
)
@language_option
@handles_refusals
def bloom_command(settings: Settings, console: Console, language: Language | None) -> None:
    from service.catalog.catalog import read_catalog
    from service.cli.graph_access import open_graph
    from service.formats.bloom.perspective import perspective
    from service.formats.bloom.search_phrases import read_database_facts
    from service.serialization import to_json

    catalog = read_catalog()
    with open_graph(settings, console) as graph:
        facts = read_database_facts(graph, catalog)
    document = perspective(catalog, facts, language or settings.language)
    sys.stdout.buffer.write(to_json(document) + b"\n")
    sys.stdout.flush()


@click.command(
    help=bilingual(
        "The saved queries as a CSV of Saved Cypher for Neo4j Browser, on standard output.",
        "输出全部查询，供 Neo4j Browser 的 Saved Cypher 导入（CSV）。",
    ),
    epilog=examples({"favourites": Text("to be imported", "供导入")}),
)
@language_option
@handles_refusals
def favourites_command(settings: Settings, console: Console, language: Language | None) -> None:
    from service.catalog.catalog import read_catalog
    from service.formats.bloom.saved_cypher import saved_cypher_file

    sys.stdout.buffer.write(saved_cypher_file(read_catalog(), language or settings.language))
    sys.stdout.flush()
