"""The table of the benchmarks: each figure beside its floor and its budget."""

from dataclasses import dataclass

WIDTHS = (58, 11, 11, 7, 13, 5)
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Budget:
    """Both ends are allowed."""

    least: float | None = None
    most: float | None = None

    def is_met_by(self, figure: float) -> bool:
        is_enough = self.least is None or figure >= self.least
        return is_enough and (self.most is None or figure <= self.most)

    def __str__(self) -> str:
        if self.least is None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.most is None else f"{self.least:g}–{self.most:g}"


def at_most(figure: float) -> Budget:
    return Budget(most=figure)


def at_least(figure: float) -> Budget:
    return Budget(least=figure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    what: str
    unit: str
    ours: float
    floor: float | None = None
    budget: Budget | None = None
    reason: str = ""
    """Why the budget is missed, where that is known."""

    @property
    def is_within_budget(self) -> bool:
        return self.budget is None or self.budget.is_met_by(self.ours)

    def __str__(self) -> str:
        verdict = ("yes" if self.is_within_budget else "NO") if self.budget else NOTHING
        figures = in_columns(
            self.what,
            self._measured(self.ours),
            NOTHING if self.floor is None else self._measured(self.floor),
            f"{self.ours / self.floor:.1f}×" if self.floor else NOTHING,
            str(self.budget or NOTHING),
            verdict,
        )
        is_explained = self.reason and not self.is_within_budget
        return f"{figures}\n    {self.reason}" if is_explained else figures

    def _measured(self, figure: float) -> str:
        return f"{shown(figure)} {self.unit}".rstrip()


HEAD = ("what", "ours", "floor", "ratio", "budget", "met?")


def heading() -> str:
    return f"{in_columns(*HEAD)}\n{'─' * (sum(WIDTHS) + len(WIDTHS) - 1)}"


def in_columns(what: str, *figures: str) -> str:
    """Columns have fixed widths, so that each row can be printed as soon as it is known."""
    first, *others = WIDTHS
    return " ".join([what.ljust(first), *map(str.rjust, figures, others)])


def shown(figure: float) -> str:
    """What was counted as it is; of what was measured no more than a shared machine can know."""
    if isinstance(figure, int) or figure >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"
