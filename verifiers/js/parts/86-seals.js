(function (Eal) {
  /** V25: every seal tells what follows. */
  Eal.claims.push(function seals(record, report) {
    const check = report.check('V25');
    if (!check) return;
    check.pass();
    for (const { index, seal } of record.entries) {
      if (!seal) continue;
      check.examine();
      if (seal.code) check.fail(seal.code, index, { expected: seal.expected, found: seal.found });
    }
  });
})(Eal);
