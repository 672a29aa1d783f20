"""Prints what a check-up found, for whoever sits at the terminal."""

from collections.abc import Sequence

import typer

from domain.model.diagnostics import CheckResult, CheckStatus

SIGNS = {CheckStatus.OK: "ok   ", CheckStatus.WARNING: "?    ", CheckStatus.FAILED: "WRONG"}


def print_results(findings: Sequence[CheckResult]) -> None:
    """Leave with exit code 1 when something is wrong."""
    for finding in findings:
        typer.echo(f"{SIGNS[finding.status]} {finding.subject}: {finding.message}")
        if finding.fix:
            typer.echo(f"      {finding.fix}")
    if any(finding.status is CheckStatus.FAILED for finding in findings):
        typer.echo("Something is wrong.", err=True)
        raise typer.Exit(code=1)
    typer.echo("All set: uv run main.py serve")
