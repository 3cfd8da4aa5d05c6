"""Acts that can't be taken back: before one is done the page asks once more.

Every act stays in the journal. These also end something, bind others or destroy: what they did can be undone,
if at all, only by a further decision of somebody else.
"""

from collections.abc import Mapping

from anjie.procedure.terms import Text

QUESTIONS: Mapping[str, Text] = {
    "declined": Text("确认不予受理？本案将按此退出程序。", "Decline? The case then leaves the procedure."),
    "withdrawn": Text(
        "确认投诉人已撤回？办理程序自收到之日终止。",
        "Has the complainant withdrawn? The procedure then ends on the day of receipt.",
    ),
    "merged": Text("确认并入？本案不再单独办理。", "Merge? This case is then no longer handled by itself."),
    "transferred": Text(
        "确认移送？移送后本单位不再承办本案。",
        "Transfer? Your unit is then no longer in charge of the case.",
    ),
    "approved": Text(
        "确认同意？您的审批将记录在案，并据此作出决定。",
        "Approve? Your approval goes on record and is decided upon.",
    ),
    "sanction_decided": Text(
        "确认作出处理决定？决定将送达代理人。", "Decide? The decision is then served on the agent."
    ),
    "sanction_activated": Text(
        "确认执行？原来缓期或附条件的处理将随即执行。", "Put it into effect? What waited is then carried out."
    ),
    "sanction_revoked": Text(
        "确认撤销处理决定？代理人的记录将随之更正。",
        "Revoke the decision? The agent's record is put right with it.",
    ),
    "closed": Text("确认结案？结案后只有经批准才能重新办理。", "Close? It can then be reopened only with authority."),
    "archived": Text("确认归档？卷宗将封存。", "Archive? The file is then sealed."),
    "disposal_approved": Text(
        "确认批准销毁？批准后即可销毁。", "Approve the disposal? The file may then be destroyed."
    ),
    "disposed": Text("确认销毁？销毁后无法恢复。", "Dispose? Nothing can bring the file back."),
}
"""Kind of act → what is asked."""
