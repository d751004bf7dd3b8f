"""The routes that tell of one post, page or plan on request; nothing of them is kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from voxlake.serve.auth.audit import note
from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Principal, Role
from voxlake.serve.scoring.texts import MOST_CHARACTERS
from voxlake.serve.understanding.answers import About, NearPosts, Understanding
from voxlake.serve.understanding.audits import Audit, AuditAsked, Auditor
from voxlake.serve.understanding.drafting import DraftAsked, Drafted, Drafter
from voxlake.serve.understanding.names import Named
from voxlake.serve.understanding.plans import Plan, Planner, Predicted
from voxlake.serve.understanding.understand import Understander
from voxlake.tables import POSTS

_Asks = Annotated[Principal, Depends(needs(Role.MARKETER, Role.ANALYST))]


class Post(BaseModel, extra="forbid"):
    """A post that is asked about."""

    text: str = Field(
        min_length=1, max_length=MOST_CHARACTERS, description="As its author wrote it."
    )


class Entities(BaseModel):
    """What a post names."""

    entities: list[Named] = Field(description="In the order of the post.")
    left_out: str | None = Field(description="What is not looked for here; null: nothing.")


def router(posts: Understander, audits: Auditor, drafts: Drafter, plans: Planner) -> APIRouter:
    """The routes, for marketers and analysts; drafts and plans for marketers alone."""
    routes = APIRouter(prefix="/v1", tags=["understanding"])

    @routes.post("/understand")
    def understand(post: Post, request: Request, asks: _Asks) -> Understanding:
        """All that is known of a post; what cannot be told is named in `missing`."""
        told = posts.understand(post.text, shows_personal=asks.may_see_personal)
        if told.nearest:
            _note(request, told.nearest, asks)
        return told

    @routes.post("/texts/topics")
    def topics(post: Post, asks: _Asks) -> About:
        """Which topic a text is about."""
        return posts.topics(post.text, shows_personal=asks.may_see_personal)

    @routes.post("/texts/entities")
    def entities(post: Post, _: _Asks) -> Entities:
        """Whom and what a text names, and what it says of each."""
        return Entities(entities=posts.entities(post.text), left_out=posts.left_out)

    @routes.post("/texts/nearest")
    def nearest(post: Post, request: Request, asks: _Asks) -> NearPosts:
        """The posts of the last days that are nearest in meaning."""
        told = posts.nearest(post.text, shows_personal=asks.may_see_personal)
        _note(request, told, asks)
        return told

    @routes.post("/content/audit")
    def audit(asked: AuditAsked, _: _Asks) -> Audit:
        """What a page or text has, and what to change, as `score_content` says it of files."""
        return audits.audit(asked)

    marketer = Depends(needs(Role.MARKETER))

    @routes.post("/drafts", dependencies=[marketer])
    def draft(asked: DraftAsked) -> Drafted:
        """Drafts of a brief, checked; none is approved, and none is published or stored."""
        return drafts.draft(asked)

    @routes.post("/campaigns/predict", dependencies=[marketer])
    def predict(plan: Plan) -> Predicted:
        """What a planned campaign is expected to bring, by the last fit_roi."""
        return plans.predict(plan)

    return routes


def _note(request: Request, near: NearPosts, asks: Principal) -> None:
    """Keep for the audit log which columns of posts were told."""
    personal = ("post_id", "text") if asks.may_see_personal else ()
    note(request, POSTS, (*personal, "post_date", "like_count"), len(near.posts))
