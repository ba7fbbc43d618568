(function (Eal) {
  const f = Eal.form;
  const { isHash, isCount } = Eal.spelling;
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };
  const isText = (value) => typeof value === 'string';

  const isReceipt = f.members({
    checkpoint: isText,
    entry: isText,
    format: f.oneOf(0),
    inclusion: f.listOf(isHash, { most: 63 }),
    index: isCount,
    size: isCount,
  });

  /** Reads a receipt (docs/spec 3): its members, canonical. */
  Eal.parseReceipt = function (bytes) {
    const receipt = Eal.parseCanonical(bytes, { max: Eal.limits.receipt });
    isReceipt(receipt);
    return receipt;
  };

  const PROOF = /^c2sp\.org\/tlog-proof@v1\n(?:extra ([^\n]*)\n)?index (0|[1-9][0-9]{0,18})\n((?:[^\n]+\n)*)\n([^]*)$/;

  /** Reads a proof in a file (docs/spec 11.5): `{index, proof, note}`. */
  Eal.parseTlogProof = function (bytes) {
    const malformed = () => refuse('tlog_proof_malformed');
    const text = bytes.length <= 2 * Eal.limits.note ? Eal.fromUtf8(bytes) : null;
    const parts = text === null ? null : PROOF.exec(text);
    if (!parts || (parts[1] !== undefined && Eal.fromBase64(parts[1]) === null)) malformed();
    const proof = parts[3].split('\n').slice(0, -1).map(Eal.fromBase64);
    if (proof.length > 63 || proof.some((hash) => !hash || hash.length !== 32)) malformed();
    return { index: BigInt(parts[2]), proof, note: Eal.utf8(parts[4]) };
  };

  /** The checkpoint that a proof in a file leads to; throws `Eal.Refusal`. */
  Eal.checkTlogProof = async function (bytes, leaf, trust) {
    const { index, proof, note } = Eal.parseTlogProof(bytes);
    const checkpoint = await Eal.trustedCheckpoint(note, trust);
    const root = Eal.rootFromInclusion(leaf, index, checkpoint.size, proof);
    if (!root || !Eal.same(root, checkpoint.root)) refuse('tlog_proof_contradicts');
    const tried = trust.policy ? await Eal.tryLines(checkpoint.note, [...trust.policy.witnesses.values()]) : null;
    if (tried && (tried.wrong.length || !Eal.meetsPolicy(trust.policy, tried.verified))) refuse('quorum_not_met');
    return { ...checkpoint, index };
  };
})(Eal);
