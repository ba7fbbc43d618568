(function (Eal) {
  const { isHash, isOrigin, isCount } = Eal.spelling;
  const f = Eal.form;
  const isCheck = (value) => typeof value === 'string' && /^V[0-9]{2}$/.test(value);

  const isLogKey = f.members({
    from_size: isCount,
    until_size: f.nullOr(isCount),
    vkey: () => true,
  });

  const isTrust = f.members({
    format: f.oneOf(0),
    last_seen: f.nullOr(f.members({ root: isHash, size: isCount })),
    ledger: f.members({ id: isHash, origin: isOrigin }),
    log_keys: f.listOf(isLogKey, { least: 1 }),
    required_checks: f.listOf(isCheck, { by: (id) => [id] }),
    witness_policy: f.nullOr((value) => typeof value === 'string'),
  });

  /**
   * Reads a trust file (docs/spec 10): its members, with `keys` (log keys whose `vkey` is read) and `policy`
   * (read, or `null`). White space and the order of members are free.
   */
  Eal.parseTrust = function (bytes) {
    const trust = Eal.parseCanonical(bytes, { canonical: false });
    isTrust(trust);
    const keys = trust.log_keys.map((key) => ({ ...key, vkey: Eal.parseVkey(key.vkey) }));
    const text = trust.witness_policy;
    if (text !== null && Eal.pointCount(text) > Eal.limits.policyPoints) {
      throw new Eal.Refusal('policy_malformed', 'too long');
    }
    const policy = text === null ? null : Eal.parsePolicy(Eal.utf8(text));
    return { ...trust, keys, policy };
  };
})(Eal);
