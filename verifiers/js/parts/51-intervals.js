// Intervals {low, high, why}: low a BigInt, high a BigInt or null (no bound). Section 12.1.
(function (Eal) {
  const MOST = 2n ** 53n - 1n;

  /** What nobody stated: 0 or more. */
  function unknown(why) {
    return { low: 0n, high: null, why };
  }

  /** The interval of a quantity as written in an act or a row; of a disputed one its hull. */
  function ofQuantity(quantity) {
    if (quantity.disputed === undefined) return interval(quantity.low, quantity.high, quantity.why);
    const lows = quantity.disputed.map((one) => BigInt(one.low));
    const highs = quantity.disputed.map((one) => one.high);
    const high = highs.includes(null) ? null : greatest(highs.map(BigInt));
    return { low: least(lows), high, why: 'disputed' };
  }

  /** An interval of two numbers (high may be null). */
  function interval(low, high, why = null) {
    return { low: BigInt(low), high: high === null ? null : BigInt(high), why };
  }

  function least(numbers) {
    return numbers.reduce((a, b) => (b < a ? b : a));
  }

  function greatest(numbers) {
    return numbers.reduce((a, b) => (b > a ? b : a));
  }

  /** Whether it is one number. */
  function exact(one) {
    return one.high !== null && one.low === one.high;
  }

  /** The sum of intervals; its `why` is the common one of all terms that are not exact. */
  function sum(terms) {
    let [low, high] = [0n, 0n];
    for (const term of terms) {
      low += term.low;
      high = high === null || term.high === null ? null : high + term.high;
    }
    const whys = new Set(terms.filter((term) => !exact(term)).map((term) => term.why));
    const why = whys.size === 0 ? null : whys.size === 1 ? [...whys][0] : 'several';
    return { low, high, why };
  }

  /** An interval a whole number of times. */
  function times(one, factor) {
    const by = BigInt(factor);
    return { low: one.low * by, high: one.high === null ? null : one.high * by, why: one.why };
  }

  /** Whether two intervals have a number in common. */
  function meet(a, b) {
    return (a.high === null || b.low <= a.high) && (b.high === null || a.low <= b.high);
  }

  function writtenBounds(one) {
    const low = Number(one.low > MOST ? MOST : one.low);
    const high = one.high === null || one.high > MOST ? null : Number(one.high);
    return { low, high };
  }

  /** As a document of section 12 writes it: `{high, low, why}`. */
  function written(one) {
    const { low, high } = writtenBounds(one);
    const why = low === high ? null : one.why === null ? 'several' : one.why;
    return { high, low, why };
  }

  /** As a check of section 13 writes it: `{high, low}`. */
  function bounds(one) {
    const { low, high } = writtenBounds(one);
    return { high, low };
  }

  Eal.intervals = { unknown, ofQuantity, interval, exact, sum, times, meet, written, bounds, least, greatest };
})(Eal);
