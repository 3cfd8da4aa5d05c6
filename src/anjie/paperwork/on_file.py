"""The papers on a case's file: each by the entry of the journal that brought it, and its place there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.values import Paper


@dataclass(frozen=True, slots=True)
class OnFile:
    """One paper of one entry."""

    entry: Entry
    place: int
    """Which of the entry's papers, from 0."""
    paper: Paper

    @property
    def seq(self) -> int:
        """The entry that brought it."""
        return self.entry.seq

    @property
    def stored(self) -> bool:
        """Whether its bytes are here; else the file only names it."""
        return bool(self.paper.sha256)


def papers_of(entry: Entry) -> Iterator[OnFile]:
    """The papers that an entry brought."""
    if isinstance(entry.act, Act):
        for place, paper in enumerate(entry.act.papers):
            yield OnFile(entry, place, paper)


def papers_on(entries: Iterable[Entry]) -> list[OnFile]:
    """All papers of these entries, in the order in which they came."""
    return [paper for entry in entries for paper in papers_of(entry)]


def paper_at(case: CaseFile, seq: int, place: int) -> OnFile | None:
    """The paper at a place; None if there is none."""
    found = (paper for entry in case.entries if entry.seq == seq for paper in papers_of(entry))
    return next((paper for paper in found if paper.place == place), None)
