(function (Eal) {
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };

  /** Compares two texts by code point; `null` comes first. */
  Eal.compare = function (one, other) {
    if (one === other) return 0;
    if (one === null || other === null) return one === null ? -1 : 1;
    const [a, b] = [Eal.utf8(one), Eal.utf8(other)];
    for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
    return a.length - b.length;
  };

  /** A test of a value, with the code of the refusal if it has the wrong shape. */
  const f = {
    nullOr: (test) => (value) => value === null || test(value),
    oneOf: (...words) => (value) => words.includes(value),
    isFlag: (value) => typeof value === 'boolean',
    isInteger: (value) => Number.isSafeInteger(value),
    atLeast: (least) => (value) => Number.isSafeInteger(value) && value >= least,
    line: (max) => (value) => Eal.spelling.isLine(value, max),

    /** An array of `least` to `most` items that pass, in strictly growing order of their keys. */
    listOf(test, { least = 0, most = 256, by = null } = {}) {
      return (value) => {
        if (!Array.isArray(value) || value.length < least || value.length > most) return false;
        if (!value.every(test)) return false;
        return !by || value.every((item, n) => n === 0 || grows(by(value[n - 1]), by(item)));
      };
    },

    /** An object with exactly these members; which fault is told first is that of docs/spec 2. */
    members(fields) {
      const names = Object.keys(fields);
      return (value) => {
        if (!Eal.isObject(value)) return false;
        for (const name of Object.keys(value)) if (!Object.hasOwn(fields, name)) refuse('unknown_member', name);
        for (const name of names) if (!(name in value)) refuse('missing_member', name);
        for (const name of names) if (!fields[name](value[name])) refuse('bad_member', name);
        return true;
      };
    },
  };

  function grows(before, after) {
    for (let i = 0; i < before.length; i++) {
      const order = Eal.compare(before[i], after[i]);
      if (order) return order < 0;
    }
    return false;
  }

  /** Small builders of tests of shape; `members` throws, the others say false. */
  Eal.form = f;
})(Eal);
