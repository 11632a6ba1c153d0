"""The command `bangdiem`: what it understands, and how errors become one line and an exit code.

What is heavy to import is imported inside the commands, so that --help is there at once.
"""

from __future__ import annotations

import sys
from importlib import metadata
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from document.errors import BangdiemError

if TYPE_CHECKING:
    from pipeline.workers.executors import Executor
    from pipeline.workers.supervisor import Limits

STOPPED = 130
"""Exit code after Ctrl-C, as shells give it: 128 and the number of the signal."""

DEBUG = "bangdiem.debug"
"""Key in the context's meta, which a group shares with its commands: show tracebacks."""


class Commands(click.Group):
    """A group whose commands may raise BangdiemError or be stopped."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            # A console of another code page shows "?" for a letter it lacks.
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        try:
            return super().invoke(ctx)
        except BangdiemError as error:
            click.echo(f"bangdiem: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("bangdiem: stopped. Start it again to go on", err=True)
            ctx.exit(STOPPED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.meta.get(DEBUG):
                raise
            what = f"bangdiem: unexpected {type(error).__name__}: {error}"
            click.echo(f"{what}. Report it with the output of --debug", err=True)
            ctx.exit(BangdiemError.exit_code)


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    try:
        click.echo(f"bangdiem {metadata.version('bangdiem')}")
    except metadata.PackageNotFoundError:
        click.echo("bangdiem, from a source tree that was not installed")
    ctx.exit()


password_option = click.option(
    "--password",
    envvar="BANGDIEM_PASSWORD",
    help="Password of encrypted PDFs. The variable BANGDIEM_PASSWORD keeps it out of the "
    "list of processes.",
)
engine_option = click.option(
    "--engine",
    type=click.Choice(("auto", "tesserocr", "pytesseract")),
    default="auto",
    show_default=True,
    help="How Tesseract is called: tesserocr, faster, or pytesseract; auto takes the faster "
    "that is installed.",
)

layouts_option = click.option(
    "--layouts",
    envvar="BANGDIEM_LAYOUTS",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of your own column headings and words, read before ours; see docs/layouts.md. "
    "The variable BANGDIEM_LAYOUTS does the same.",
)


model_option = click.option(
    "--model",
    envvar="BANGDIEM_MODEL",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A model made by `bangdiem lexicon build`; without it the one that comes along. The "
    "variable BANGDIEM_MODEL does the same.",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Scanned Vietnamese score reports (CCHC) to checked records.

    \b
    Example:  bangdiem convert bao-cao.pdf --out out
    """


@main.command()
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for records.csv, reports.csv, checks.csv and reports/NAME.json; made when "
    "missing. What an earlier run has done there is not done again, and stays in the tables.",
)
@password_option
@engine_option
@layouts_option
@model_option
@click.option("--strict", is_flag=True, help="Repair and derive no number; only check.")
@click.option(
    "--explain",
    metavar="CODE",
    help="Show the whole evidence of a row: readings, rules, verdicts. TOTAL for total rows.",
)
@click.option(
    "--redo",
    type=click.Choice(("failed", "all")),
    help="Do again what an earlier run has done: what failed, or all.",
)
@click.option(
    "--only-these",
    is_flag=True,
    help="The tables hold these documents alone, not those of earlier runs into DIR.",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=0),
    help="Processes that work at once; without it one a core. 0 works in this very process, "
    "without limits.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Work on a Dask cluster: tcp://HOST:PORT of its scheduler, or local.",
)
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=click.FloatRange(min=1),
    default=600.0,
    show_default=True,
    help="For a document, or for each step of the work on a long one.",
)
@click.option(
    "--memory-limit",
    metavar="MB",
    type=click.IntRange(min=100),
    default=2048,
    show_default=True,
    help="For each process that works.",
)
@click.option("--log-json", is_flag=True, help="Say what happens in lines of JSON on stderr.")
@click.option("--quiet", is_flag=True, help="Say only what went wrong.")
@click.option("--debug", is_flag=True, help="Show where an unexpected error came from.")
@click.pass_context
def convert(
    ctx: click.Context,
    paths: tuple[Path, ...],
    out: Path,
    password: str | None,
    engine: str,
    layouts: Path | None,
    model: Path | None,
    strict: bool,
    explain: str | None,
    redo: str | None,
    only_these: bool,
    jobs: int | None,
    cluster: str | None,
    time_limit: float,
    memory_limit: int,
    log_json: bool,
    quiet: bool,
    debug: bool,
) -> None:
    """Convert reports to CSV and JSON.

    PATH is a PDF, PNG, JPEG, TIFF or text file, or a folder that is searched to the bottom.
    A file that cannot be read does not stop the others. Started again, it goes on where it
    was stopped. The tables grow: they hold what was ever converted into DIR.

    \b
    Examples:  bangdiem convert bao-cao.pdf --out out
               bangdiem convert scans/ more/phu-luc.tif --out out
               bangdiem convert archive/ --out out --cluster tcp://10.0.0.5:8786
    """
    ctx.meta[DEBUG] = debug
    from pipeline.archive import run
    from pipeline.cli.json_log import JsonLog
    from pipeline.cli.terminal import Terminal
    from pipeline.report import user_data
    from pipeline.workers.job import Settings
    from pipeline.workers.supervisor import Limits

    settings = Settings(
        password=password, engine=engine, strict=strict, user_data=user_data.load(layouts, model)
    )
    executor = _executor(cluster, jobs, Limits(time_limit, memory_limit << 20))
    again = run.Redo(redo) if redo else run.Redo.NOTHING
    with Terminal(quiet=quiet or log_json, debug=debug, explain=explain) as terminal:
        watcher = JsonLog() if log_json else terminal
        outcome = run.convert(
            paths,
            out,
            settings,
            watcher,
            executor=executor,
            redo=again,
            only_these=only_these,
        )
    if isinstance(watcher, JsonLog):
        watcher.summary(outcome)
    else:
        terminal.summary(outcome, out)
    ctx.exit(outcome.exit_code)


def _executor(cluster: str | None, jobs: int | None, limits: Limits) -> Executor:
    """Who does the work. Raises ClusterRefused."""
    from pipeline.workers.executors import Processes, Serial, cores

    if cluster is not None:
        from pipeline.workers.dask import DaskCluster

        return DaskCluster(cluster, jobs or cores(), limits)
    return Serial() if jobs == 0 else Processes(jobs or cores(), limits)


@main.command()
@click.argument("out", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Name every file, not only the worst.")
def status(out: Path, everything: bool) -> None:
    """Say what became of each document of an output folder, also while it is being made.

    \b
    Example:  bangdiem status out
    """
    from pipeline.archive.status import lines

    for line in lines(out, everything):
        click.echo(line)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--page", required=True, metavar="N", type=click.IntRange(min=1), help="The first page is 1."
)
@click.option(
    "--out",
    metavar="PNG",
    type=click.Path(path_type=Path),
    help="The picture to write; without it NAME.page-N.png in the current folder.",
)
@password_option
@engine_option
@layouts_option
@model_option
def inspect(
    file: Path,
    page: int,
    out: Path | None,
    password: str | None,
    engine: str,
    layouts: Path | None,
    model: Path | None,
) -> None:
    """Draw what was seen on a page: rules, cells, words and verdicts.

    \b
    Example:  bangdiem inspect bao-cao.pdf --page 4 --out trang-4.png
    """
    from export.files import write
    from pipeline.report import user_data
    from pipeline.report.draw import picture

    target = out or Path(f"{file.stem}.page-{page}.png")
    write(target, picture(file, page, password, engine, user_data.load(layouts, model)))
    click.echo(f"Written to {target}")


@main.command()
@click.argument("file", metavar="[FILE|-]", default="-", type=click.Path(path_type=Path))
@click.option("--stripped", is_flag=True, help="The letters are right, only marks are missing.")
@click.option(
    "--explain", is_flag=True, help="Tell each change on standard error, with its confidence."
)
@model_option
def restore(file: Path, stripped: bool, explain: bool, model: Path | None) -> None:
    """Give Vietnamese text its marks back; a filter.

    FILE is text that an OCR in another language made, or that lost its marks; - is standard
    input. Text that is right already is left alone, figures always.

    \b
    Examples:  bangdiem restore van-ban.txt > dung.txt
               pdftotext bao-cao.pdf - | bangdiem restore --explain
    """
    from pipeline.cli.restore import restored

    for line, changes in restored(file, stripped=stripped, model=model):
        click.echo(line)
        if explain:
            for change in changes:
                click.echo(change, err=True)


@main.group()
def lexicon() -> None:
    """Models of Vietnamese for `bangdiem restore`."""


@lexicon.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the model; give it to `bangdiem restore --model`.",
)
@model_option
def build(folder: Path, out: Path, model: Path | None) -> None:
    """Learn the words of an office from a folder of right text.

    FOLDER is searched to the bottom for .txt files and for PDFs with a right text layer; what
    is not Vietnamese is left out. The model knows these words besides those that it had.

    \b
    Example:  bangdiem lexicon build van-ban-di/ --out mo-hinh
    """
    from pipeline.cli.restore import build as learn

    click.echo(learn(folder, out, model))


@main.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Say what is installed, in which version, and how to get what is missing.

    \b
    Example:  bangdiem doctor
    """
    from document.errors import EngineMissing
    from pipeline.cli.doctor import Finding, healthy, report

    def line(finding: Finding) -> str:
        state = finding.version or ("MISSING" if finding.needed else "not there, not needed")
        return f"{finding.name}: {state}. {finding.remedy}".rstrip(". ") + "."

    findings = report()
    for finding in findings:
        click.echo(line(finding))
    ctx.exit(0 if healthy(findings) else EngineMissing.exit_code)


if __name__ == "__main__":
    main()
