(function (Eal) {
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };
  const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;
  const KEY = /^[a-z][a-z0-9_]{0,63}$/;
  const ESCAPES = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
  const LITERALS = { t: ['true', true], f: ['false', false], n: ['null', null] };

  /** Step 2 of docs/spec 1: one pass from left to right; texts and keys are looked at later. */
  class Pass {
    constructor(text, depthMax) {
      this.text = text;
      this.at = 0;
      this.depth = 0;
      this.depthMax = depthMax;
      this.texts = [];
    }

    broken() {
      refuse('not_json', `at character ${this.at}`);
    }

    space() {
      while (' \t\n\r'.includes(this.text[this.at] || 'x')) this.at++;
    }

    /** Takes one character, after white space; false if another stands there. */
    take(character) {
      this.space();
      if (this.text[this.at] !== character) return false;
      this.at++;
      return true;
    }

    whole() {
      const value = this.value();
      this.space();
      if (this.at !== this.text.length) this.broken();
      return value;
    }

    value() {
      this.space();
      const first = this.text[this.at];
      if (first === '{') return this.contained(() => this.object());
      if (first === '[') return this.contained(() => this.array());
      if (first === '"') return this.string(false);
      if (LITERALS[first]) return this.literal(...LITERALS[first]);
      return this.number();
    }

    contained(read) {
      if (++this.depth > this.depthMax) refuse('too_deep', `more than ${this.depthMax}`);
      this.at++;
      const value = read();
      this.depth--;
      return value;
    }

    literal(word, value) {
      if (!this.text.startsWith(word, this.at)) this.broken();
      this.at += word.length;
      return value;
    }

    array() {
      const items = [];
      if (this.take(']')) return items;
      do items.push(this.value());
      while (this.take(','));
      if (!this.take(']')) this.broken();
      return items;
    }

    object() {
      const members = Object.create(null);
      if (this.take('}')) return members;
      do this.member(members);
      while (this.take(','));
      if (!this.take('}')) this.broken();
      return members;
    }

    member(members) {
      this.space();
      if (this.text[this.at] !== '"') this.broken();
      const key = this.string(true);
      if (key in members) refuse('duplicate_key', key);
      if (!this.take(':')) this.broken();
      members[key] = undefined;
      members[key] = this.value();
    }

    number() {
      const run = /[-+.0-9eE]*/y;
      run.lastIndex = this.at;
      const digits = run.exec(this.text)[0];
      const parts = NUMBER.exec(digits);
      if (!parts) this.broken();
      if (parts[2] || parts[3] || digits === '-0') refuse('number_not_integer', digits.slice(0, 40));
      if (digits.length > 17 || !Number.isSafeInteger(Number(digits))) {
        refuse('number_out_of_range', digits.slice(0, 40));
      }
      this.at += digits.length;
      return Number(digits);
    }

    string(isKey) {
      let text = '';
      const plain = /[^"\\\u0000-\u001f]*/y;
      for (this.at++; ; ) {
        plain.lastIndex = this.at;
        const run = plain.exec(this.text)[0];
        text += run;
        this.at += run.length;
        const end = this.text[this.at];
        if (end === '"') break;
        if (end !== '\\') this.broken();
        text += this.escape();
      }
      this.at++;
      this.texts.push([isKey, text]);
      return text;
    }

    escape() {
      const kind = this.text[this.at + 1];
      if (kind === 'u') {
        const digits = this.text.slice(this.at + 2, this.at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.broken();
        this.at += 6;
        return String.fromCharCode(parseInt(digits, 16));
      }
      if (kind === undefined || !(kind in ESCAPES)) this.broken();
      this.at += 2;
      return ESCAPES[kind];
    }
  }

  function checkTexts(texts) {
    for (const [isKey, text] of texts) {
      if (isKey && !KEY.test(text)) refuse('bad_key', Eal.shown(text).slice(0, 80));
      const fault = isKey ? null : Eal.textFault(text);
      if (fault) refuse(fault, Eal.shown(text).slice(0, 80));
    }
  }

  /** Whether a value is an object of a document. */
  Eal.isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

  /**
   * Reads a document in its one spelling (docs/spec 1).
   * Options: `max` bytes, `depth`, `canonical` (false: white space and order are free).
   * Throws `Eal.Refusal` with the first rule that is broken.
   */
  Eal.parseCanonical = function (bytes, { max = Eal.limits.entry, depth = Eal.limits.depth, canonical = true } = {}) {
    if (bytes.length > max) refuse('too_large', `${bytes.length} bytes`);
    const text = Eal.fromUtf8(bytes);
    if (text === null || text.charCodeAt(0) === 0xfeff) refuse('not_utf8');
    const pass = new Pass(text, depth);
    const value = pass.whole();
    if (!Eal.isObject(value)) refuse('not_an_object');
    checkTexts(pass.texts);
    if (canonical && Eal.encodeText(value) !== text) refuse('not_canonical', 'the same content is spelled otherwise');
    return value;
  };

  /** The canonical text of a value that `Eal.parseCanonical` can give. */
  Eal.encodeText = function (value) {
    if (Array.isArray(value)) return `[${value.map(Eal.encodeText).join(',')}]`;
    if (!Eal.isObject(value)) return JSON.stringify(value);
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${JSON.stringify(key)}:${Eal.encodeText(value[key])}`).join(',')}}`;
  };

  /** The canonical bytes of a value. */
  Eal.encode = (value) => Eal.utf8(Eal.encodeText(value));
})(Eal);
