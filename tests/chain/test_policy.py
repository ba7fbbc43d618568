"""Witness policies: strictly read, and what meets a quorum."""

from __future__ import annotations

from itertools import combinations

import pytest

from ledger import limits
from ledger.chain import cosignature, keys, mldsa, note, policy
from ledger.chain.cosignature import CosignerKey
from ledger.errors import Malformed
from tests.chain import examples


def witness(number: int) -> CosignerKey:
    """The key of a witness."""
    return CosignerKey(f"w{number}.example", keys.PrivateKey.from_seed(bytes([number] * 32)).public)


X = [witness(number) for number in range(1, 4)]
Y = [witness(number) for number in range(4, 6)]
VKEYS = [cosignature.format_vkey(key) for key in (*X, *Y)]
LOG = note.format_vkey(examples.LOG.verifier)
SECOND = CosignerKey(examples.ORIGIN, mldsa.PrivateKey.from_seed(bytes(32)).public)
EXAMPLE = f"""# Two of three, and one of two.
log {LOG} https://log.example/

witness X1 {VKEYS[0]} https://x1.example/submit
\twitness\tX2   {VKEYS[1]}
witness X3 {VKEYS[2]}
group X-witnesses 2 X1 X2 X3
  # Others.
witness Y1 {VKEYS[3]}
witness Y2 {VKEYS[4]}
group Y-witnesses any Y1 Y2

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
""".encode()


def test_a_policy_is_read_as_it_is_written() -> None:
    """Comments aside."""
    read = policy.parse(EXAMPLE)
    assert [each.name for each in read.witnesses] == ["X1", "X2", "X3", "Y1", "Y2"]
    assert [each.key for each in read.witnesses] == [*X, *Y]
    assert read.witnesses[0].url == "https://x1.example/submit"
    assert read.witnesses[1].url is None
    assert read.logs == (policy.Log(examples.LOG.verifier, "https://log.example/"),)
    assert [(each.name, each.threshold) for each in read.groups] == [
        ("X-witnesses", 2),
        ("Y-witnesses", 1),
        ("X-and-Y", 2),
    ]
    assert policy.parse(policy.format(read)) == read
    assert (read.required(), len(read.counted())) == (3, 5)


def test_a_quorum_is_met_by_those_who_meet_its_groups_and_by_nobody_else() -> None:
    """All subsets, against the sentence of the policy."""
    read = policy.parse(EXAMPLE)
    everybody = [*X, *Y]
    for count in range(len(everybody) + 1):
        for some in combinations(everybody, count):
            expected = len(set(some) & set(X)) >= 2 and bool(set(some) & set(Y))
            assert read.is_satisfied(some) == expected
    assert not read.is_satisfied([witness(number) for number in range(10, 20)])


def test_none_is_the_quorum_of_nobody() -> None:
    """Witnesses may still be listed."""
    read = policy.parse(f"witness A {VKEYS[0]}\nquorum none\n".encode())
    assert read.is_satisfied([])
    assert (read.required(), read.counted()) == (0, ())
    assert policy.parse(b"quorum none\n") == policy.Policy()


def test_one_witness_may_be_the_quorum() -> None:
    """And others beside it do not count."""
    read = policy.parse(f"witness A {VKEYS[0]}\nwitness B {VKEYS[1]}\nquorum A\n".encode())
    assert read.is_satisfied([X[0]]) and not read.is_satisfied([X[1]])
    assert (read.required(), [each.name for each in read.counted()]) == (1, ["A"])


def test_a_log_may_sign_with_mldsa_and_names_are_bytes() -> None:
    """Names that look alike are different names."""
    text = (
        f"log {cosignature.format_vkey(SECOND)}\nwitness K {VKEYS[0]}\nwitness \u212a {VKEYS[1]}\n"
    )
    read = policy.parse(f"{text}group g 2 K \u212a\nquorum g\n".encode())
    assert read.logs[0].key == SECOND
    assert policy.parse(policy.format(read)) == read
    assert read.required() == 2
    odd = b"witness \xff\x80 " + VKEYS[0].encode() + b"\nquorum \xff\x80\n"
    assert policy.format(policy.parse(odd)) == odd


WITNESS = f"witness A {VKEYS[0]}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum none",
        "quorum none\nquorum none\n",
        "quorum\n",
        "quorum A\n",
        "quorum none A\n",
        "Quorum none\n",
        "allow none\nquorum none\n",
        f"quorum A\n{WITNESS}",
        f"{WITNESS}{WITNESS}quorum none\n",
        f"{WITNESS}witness A {VKEYS[1]}\nquorum none\n",
        f"{WITNESS}witness B {VKEYS[0]}\nquorum none\n",
        f"witness none {VKEYS[0]}\nquorum none\n",
        f"witness A {LOG}\nquorum none\n",
        f"witness A {VKEYS[0]} https://a/ more\nquorum none\n",
        "witness A\nquorum none\n",
        "witness A vkey\nquorum none\n",
        f"log {VKEYS[0]}\nquorum none\n",
        f"log {LOG}\nlog {LOG}\nquorum none\n",
        "log\nquorum none\n",
        f"{WITNESS}group g any\nquorum none\n",
        f"{WITNESS}group g any B\nquorum none\n",
        f"{WITNESS}group g any none\nquorum none\n",
        f"{WITNESS}group g any g\nquorum none\n",
        f"{WITNESS}group g any A A\nquorum none\n",
        f"{WITNESS}group g 0 A\nquorum none\n",
        f"{WITNESS}group g 2 A\nquorum none\n",
        f"{WITNESS}group g 01 A\nquorum none\n",
        f"{WITNESS}group g +1 A\nquorum none\n",
        f"{WITNESS}group g \u0661 A\nquorum none\n",
        f"{WITNESS}group A any A\nquorum none\n",
        f"{WITNESS}group none any A\nquorum none\n",
        f"{WITNESS}group g any A\ngroup h any A\nquorum none\n",
        "quorum none\r\n",
        "quorum\x0bnone\n",
        "# \x00\nquorum none\n",
        "# \x7f\nquorum none\n",
        f"quorum none # of {LOG}\n",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """With one code and the line."""
    with pytest.raises(Malformed) as caught:
        policy.parse(text.encode())
    assert caught.value.code == "policy_malformed"


def test_the_same_key_under_another_name_is_a_duplicate() -> None:
    """Or one witness would count twice."""
    other = cosignature.format_vkey(CosignerKey("other.example", X[0].key))
    with pytest.raises(Malformed, match="each public key once"):
        policy.parse(f"{WITNESS}witness B {other}\nquorum none\n".encode())


def test_policies_are_bounded() -> None:
    """Thirty-two of each pass; what is endless does not."""
    many = [f"witness w{n} {cosignature.format_vkey(witness(n))}\n" for n in range(100, 133)]
    groups = [f"group g{n} any w{n}\n" for n in range(100, 133)]
    text = "".join([*many, *groups, "quorum g101\n"])
    assert len(policy.parse(text.encode()).witnesses) == 33
    too_many = [
        f"witness w{n} {cosignature.format_vkey(witness(n))}\n"
        for n in range(limits.POLICY_WITNESSES_MAX + 1)
    ]
    for bad in ("".join(too_many) + "quorum none\n", "\n" * 2_000 + "quorum none\n"):
        with pytest.raises(Malformed) as caught:
            policy.parse(bad.encode())
        assert caught.value.code == "policy_malformed"
    with pytest.raises(Malformed) as caught:
        policy.parse(b"#" * 300_000)
    assert caught.value.code == "too_large"
