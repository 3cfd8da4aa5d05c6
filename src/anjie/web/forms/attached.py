"""The files of an act: what the form names by its digest, with what is known of it here.

A form says of a file nothing but the digest and the title. Its kind and size come from where it was taken in, and only
what the officer may attach is found there: the digest of somebody else's file opens nothing.
"""

from collections.abc import Iterator
from dataclasses import replace

from anjie.procedure.terms import Text
from anjie.procedure.values import Paper
from anjie.web.forms.choices import Choices
from anjie.web.forms.parse import Parsed, SomeAct

PAPERS = "papers"
GONE = Text("文件已不在暂存区，请移除后重新上传", "The file is no longer here: remove it and upload it again")
HELD = Text("病毒扫描尚未完成，请稍后再提交", "The virus scanner has not looked at it yet: send again later")


def with_files(parsed: Parsed[SomeAct], choices: Choices) -> Parsed[SomeAct]:
    """The act with its papers as they were taken in; what can't be attached is wrong with it."""
    if parsed.act is None or not any(paper.sha256 for paper in parsed.act.papers):
        return parsed
    wrong = {f"{PAPERS}.{number}.title": (says,) for number, says in _wrong(parsed.act.papers, choices)}
    if wrong:
        return replace(parsed, act=None, errors=wrong)
    papers = tuple(_whole(paper, choices) for paper in parsed.act.papers)
    return replace(parsed, act=parsed.act.model_copy(update={PAPERS: papers}))


def _wrong(papers: tuple[Paper, ...], choices: Choices) -> Iterator[tuple[int, Text]]:
    for number, paper in enumerate(papers):
        if paper.sha256:
            found = choices.paper(paper.sha256)
            if found is None:
                yield number, GONE
            elif found.held:
                yield number, HELD


def _whole(paper: Paper, choices: Choices) -> Paper:
    found = choices.paper(paper.sha256) if paper.sha256 else None
    return found.paper.model_copy(update={"title": paper.title}) if found else paper
