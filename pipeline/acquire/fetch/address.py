"""Which network addresses may be dialled: those of the public internet, or, for tests, loopback alone."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_LOOPBACK = IPv4Network("127.0.0.0/8")
# The special-purpose registry of IANA, as of 2025: what is not the public internet, also where Python's own
# judgement of an address has changed from release to release.
_CLOSED_V4 = tuple(
    (IPv4Network(network), name)
    for network, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    (IPv6Network(network), name)
    for network, name in (
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("::ffff:0:0:0/96", "IPv4-translated"),
        ("::/96", "IPv4-compatible"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("2001::/23", "protocol assignments, Teredo among them"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
# ISATAP hides an IPv4 address behind these middle bits of any prefix.
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})


def public_problem(address: str) -> str | None:
    """Why an address is not one of the public internet, in a word or two, or None if it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "not an address"
    return _v4_problem(parsed) if isinstance(parsed, IPv4Address) else _v6_problem(parsed)


def loopback_problem(address: str) -> str | None:
    """The rule for tests: None for 127.0.0.0/8 in its plain form, and nothing else may be dialled."""
    try:
        return None if ip_address(address) in _LOOPBACK else "not loopback, and only loopback is allowed"
    except ValueError:
        return "not an address"


def _v4_problem(address: IPv4Address) -> str | None:
    return next((name for network, name in _CLOSED_V4 if address in network), None)


def _v6_problem(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "link-local"
    named = next((name for network, name in _CLOSED_V6 if address in network), None)
    if named is None and (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
        return "ISATAP"
    return named if named is not None or address in _PUBLIC_V6 else "not public"
