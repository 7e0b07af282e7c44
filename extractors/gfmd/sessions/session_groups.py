"""The words of a line in groups: each session that it names, with the titles, roles and people that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from extractors.gfmd.sessions.roles import RoleWord, is_role
from extractors.gfmd.sessions.session_lines import Joint, Title, Words
from extractors.gfmd.sessions.venues import Venue, innermost

_WITH = re.compile(r"\bwith\b", re.IGNORECASE)
_STRENGTH = {";": 2, ",": 1}


class _RoleOrder(NamedTuple):
    """Whether the roles of a line stand before its sessions or behind them, and so its titles."""

    roles_lead: bool
    titles_lead: bool


class Group(NamedTuple):
    """A session with its venues, nested in one another, and the part of the line that is about it."""

    venues: tuple[Venue, ...]
    start: int
    end: int

    @property
    def venue(self) -> Venue:
        """The venue that tells what the session is."""
        return min(self.venues, key=lambda venue: venue.rank)

    @property
    def opening(self) -> tuple[int, int]:
        """Where the words about the session stand that come before its venue."""
        return self.start, self.venues[0].start


def nested_venues(words: Words) -> list[tuple[Venue, ...]]:
    """The venues of each session that a line names: several that nothing tells apart are one within the other."""
    nests: list[list[Venue]] = []
    for venue in innermost(words.venues, words.spoken):
        if venue.is_named or _has_own_words(words, venue):
            if nests and not are_apart(words, nests[-1][-1], venue):
                nests[-1].append(venue)
            else:
                nests.append([venue])
    return [tuple(nest) for nest in nests]


def are_apart(words: Words, one: Venue, other: Venue) -> bool:
    """Whether a word or a mark tells two venues apart: ``Cluster I: Working Session 1.1`` is one session."""
    between = words.within(one.end, max(one.end, other.end))
    is_next = one.venue == other.venue and not words.spoken[one.end : other.start].strip()  # "RT 1.1 RT 2.2"
    return is_next or bool(between.joints or between.titles or between.roles)


def _has_own_words(words: Words, venue: Venue) -> bool:
    """Whether a venue that only a common noun names is a session of its own: it has a role or a title to itself."""
    before = max((one.end for one in words.venues if one.end <= venue.start), default=0)
    behind = min((one.start for one in words.venues if one.start >= venue.end), default=len(words.spoken))
    lead, tail = words.outside_brackets(before, venue.start), words.within(venue.end, behind)
    return _has_own_role(words, venue, lead, tail) or (
        bool(tail.titles) and not words.within(venue.end, tail.titles[0].start).joints
    )


def _has_own_role(words: Words, venue: Venue, lead: Words, tail: Words) -> bool:
    """Whether the role right before a venue is about it alone: ``Team Member in RT 1.1 and speaker in the plenary``.

    The role at the beginning of a line is about all its sessions, unless the next one has another.
    """
    if not lead.roles or words.within(lead.roles[-1].end, venue.start).joints:
        return False
    is_first = not any(one.end <= venue.start for one in words.venues)
    return bool(tail.roles) if is_first else any(joint.start < lead.roles[-1].start for joint in lead.joints)


def grouped(words: Words, nests: Sequence[tuple[Venue, ...]]) -> tuple[Group, ...]:
    """The sessions with the parts of the line that are about them.

    ``Co-Chair in RT 1.1 and Team Member in RT 2.2`` gives two: each code with the role before it.
    """
    opening = words.within(0, nests[0][0].start)
    order = _RoleOrder(bool(opening.roles or opening.people), bool(opening.titles))
    turns = [_group_start(words, one[-1].end, other[0].start, order) for one, other in pairwise(nests)]
    return tuple(map(Group, nests, [0, *turns], [*turns, len(words.spoken)]))


def _group_start(words: Words, start: int, end: int, order: _RoleOrder) -> int:
    """Where, between two sessions, the words about the second begin. What stands in brackets is about the first."""
    gap = words.outside_brackets(start, end)
    if gap.people:
        return _last_joint(gap.joints, gap.people[0].start)
    if order.titles_lead and gap.titles:
        return _last_joint(gap.joints, gap.titles[0].start)
    return _group_start_at_roles(gap, end, order) if gap.roles else end


def _group_start_at_roles(gap: Words, end: int, order: _RoleOrder) -> int:
    """Where the words about the second session begin, which are roles or lead to one: ``; Team Member in``.

    Where roles stand behind their sessions, one with a joint behind it is still about the first: ``: Team Member;``.
    """
    own_titles = [title.end for title in gap.titles if title.start < gap.roles[0].start]
    joints = [joint for joint in gap.joints if joint.start >= max(own_titles, default=0)]
    if order.roles_lead:
        return joints[0].start if joints else gap.roles[0].start
    last = gap.roles[-1]
    behind = [joint for joint in joints if joint.start >= last.end]
    if behind:
        return behind[-1].start
    return max(joints, key=lambda joint: (_STRENGTH.get(joint.text, 0), joint.start)).start if joints else end


def _last_joint(joints: Sequence[Joint], place: int) -> int:
    return max((joint.start for joint in joints if joint.start < place), default=place)


def paired_titles(words: Words, groups: Sequence[Group]) -> tuple[Title | None, ...] | None:
    """The title of each session, or None if the line does not tell which is whose.

    Clear are all codes before as many titles, and one title in the words about each session.
    """
    listed = _titles_behind_codes(words, groups)
    if listed is not None:
        return listed
    found = [words.within(group.start, group.end).titles for group in groups]
    if any(len(titles) > 1 for titles in found) or _is_doubtful(words, groups, found):
        return None
    return tuple(titles[0] if titles else None for titles in found)


def _titles_behind_codes(words: Words, groups: Sequence[Group]) -> tuple[Title | None, ...] | None:
    """The titles of all codes where they follow them in one list: ``RT 1.1 and RT 2.2: "…" and "…"``; else None."""
    coded = [group for group in groups if group.venue.code]
    behind_all = bool(words.titles) and groups[-1].venues[-1].end <= words.titles[0].start
    if not behind_all or groups[-1] not in coded or len(coded) != len(words.titles):
        return None
    in_order = iter(words.titles)
    return tuple(next(in_order) if group in coded else None for group in groups)


def _is_doubtful(words: Words, groups: Sequence[Group], titles: Sequence[Sequence[Title]]) -> bool:
    """Whether a title may be that of a roundtable before its own: ``Team Member in RT 1.1 and RT 2.2 "…"``."""
    untitled_before = False
    for group, own in zip(groups, titles, strict=True):
        lead = words.within(*group.opening)
        if own and untitled_before and group.venue.is_roundtable and not (lead.roles or lead.people):
            return True
        untitled_before |= not own and group.venue.is_roundtable
    return False


def roles_in_each(words: Words, groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """The roles in each session. One that is said once can hold for several sessions in a row.

    It holds for those behind where the roles of the line stand before its sessions, else for those before.
    """
    opening = words.within(*groups[0].opening)
    leads = bool(opening.roles or opening.people)
    roles_by_group = [_roles_of_group(words, group, leads=leads) for group in groups]
    ahead = list(accumulate((one.shared for one in roles_by_group), _latest))
    back = list(accumulate((one.shared for one in reversed(roles_by_group)), _latest))[::-1]
    near, far = (ahead, back) if leads else (back, ahead)
    return [
        (*(one.own or here or there), *one.added) or ("other",)
        for one, here, there in zip(roles_by_group, near, far, strict=True)
    ]


class _GroupRoles(NamedTuple):
    """The roles that are said of a session alone, that can hold for its neighbours too, and that come to these."""

    own: tuple[str, ...]
    shared: tuple[str, ...]
    added: tuple[str, ...] = ()


def _latest(before: tuple[str, ...], here: tuple[str, ...]) -> tuple[str, ...]:
    return here or before


def _roles_of_group(words: Words, group: Group, *, leads: bool) -> _GroupRoles:
    """The roles that are said of a session, before or behind it. ``leads`` says that those of its line stand before.

    Then words behind it count only where they are a role and no more: a role in brackets may be another country's. One
    in brackets holds for no neighbour, and one behind an "and" comes to those that hold already.
    """
    start, end = group.venues[-1].end, _end_before_with(words.spoken, group.venues[-1].end, group.end)
    lead = role_names(words.within(*group.opening).roles)
    behind = words.within(start, end)
    roles = role_names(behind.roles) if is_role(words.spoken[start:end]) or not (lead or leads) else ()
    if lead:
        return _GroupRoles(lead, lead, roles)
    if leads and behind.joints and not words.spoken[start : behind.joints[0].start].strip():
        return _GroupRoles((), (), roles)
    return _GroupRoles(roles, role_names(words.outside_brackets(start, end).roles) if roles else ())


def role_names(roles: Sequence[RoleWord]) -> tuple[str, ...]:
    """The roles of some words, each once: ``chair`` and ``moderator`` of ``Chair/ Moderator``."""
    return tuple(dict.fromkeys(word.role for word in roles))


def _end_before_with(spoken: str, start: int, end: int) -> int:
    """Where words end that are about the country itself: behind "with" stands who shared a role with it."""
    shared = _WITH.search(spoken, start, end)
    return shared.start() if shared else end
