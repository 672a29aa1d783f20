"""Prints what a check-up found, for whoever sits at the terminal."""

from collections.abc import Sequence

import typer

from domain.model.diagnostics import CheckStatus, Finding

SIGNS = {CheckStatus.OK: "ok   ", CheckStatus.UNSURE: "?    ", CheckStatus.WRONG: "WRONG"}


def report(findings: Sequence[Finding]) -> None:
    """Leave with exit code 1 when something is wrong."""
    for finding in findings:
        typer.echo(f"{SIGNS[finding.verdict]} {finding.subject}: {finding.words}")
        if finding.mend:
            typer.echo(f"      {finding.mend}")
    if any(finding.verdict is CheckStatus.WRONG for finding in findings):
        typer.echo("Something is wrong.", err=True)
        raise typer.Exit(code=1)
    typer.echo("All set: uv run main.py serve")
