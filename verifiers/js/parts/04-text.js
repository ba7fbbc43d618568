(function (Eal) {
  const FORBIDDEN = [
    [0x00, 0x09], [0x0b, 0x1f], [0x7f, 0x9f], [0x061c, 0x061c], [0x200e, 0x200f], [0x2028, 0x2029],
    [0x202a, 0x202e], [0x2066, 0x2069], [0xfeff, 0xfeff],
  ];
  const PLAIN = /^[\x20-\x7e\n]*$/;

  function mark(bits, [first, last], value) {
    for (let point = first; point <= last; point++) bits[point] = value;
  }

  /** One byte a code point: 1 where docs/spec 1 allows it. */
  const allowed = new Uint8Array(0x110000);
  for (const range of Eal.tables.assigned.split(' ')) {
    mark(allowed, range.split('..').map((digits) => parseInt(digits, 16)), 1);
  }
  for (const range of FORBIDDEN) mark(allowed, range, 0);

  /** The code of the rule on characters that a text breaks, or `null` (docs/spec 1). */
  Eal.textFault = function (text) {
    if (PLAIN.test(text)) return null;
    for (const character of text) {
      if (!allowed[character.codePointAt(0)]) return 'text_not_allowed';
    }
    // The second half: what follows a line feed must not compose with the letter of its escape.
    const spelled = text.replaceAll('\n', 'n');
    const isNormal = text.normalize('NFC') === text && spelled.normalize('NFC') === spelled;
    return isNormal ? null : 'text_not_nfc';
  };

  /** The number of code points. */
  Eal.pointCount = function (text) {
    let count = 0;
    for (const _ of text) count++;
    return count;
  };

  /** What may be shown: characters that move the cursor or the reading order are spelled out. */
  Eal.shown = function (text) {
    let out = '';
    for (const character of typeof text === 'string' ? text : JSON.stringify(text)) {
      const point = character.codePointAt(0);
      out += allowed[point] && point !== 10 ? character : `\\u{${point.toString(16)}}`;
    }
    return out;
  };
})(Eal);
