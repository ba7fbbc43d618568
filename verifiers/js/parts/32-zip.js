(function (Eal) {
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };
  const END = 0x06054b50;
  const CENTRAL = 0x02014b50;
  const LOCAL = 0x04034b50;
  const END_BYTES = 22;
  const FLAGS_REFUSED = 0b1001;

  const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  /** Where the list of a zip ends: the last record of that kind whose comment fills the file. */
  function endOf(view) {
    for (let at = view.byteLength - END_BYTES; at >= Math.max(0, view.byteLength - END_BYTES - 65535); at--) {
      if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength) return at;
    }
    return refuse('not_a_bundle', 'no zip');
  }

  function listed(bytes, view, at) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) refuse('not_a_bundle', 'a broken zip');
    const sizes = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const next = at + 46 + sizes[0] + sizes[1] + sizes[2];
    if (next > bytes.length) refuse('not_a_bundle', 'a broken zip');
    return {
      name: bytes.subarray(at + 46, at + 46 + sizes[0]),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      local: view.getUint32(at + 42, true),
      next,
    };
  }

  /** The list of a zip, in its order; `isKnown` says of a name whether it may be there. */
  function contents(bytes, isKnown) {
    const view = viewOf(bytes);
    const end = endOf(view);
    const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
    if (start + size > end) refuse('not_a_bundle', 'a broken zip');
    const files = new Map();
    for (let at = end - size; at < end; ) {
      const file = listed(bytes, view, at);
      const name = Array.from(file.name, (octet) => String.fromCharCode(octet)).join('');
      admit(file, name, isKnown, files);
      files.set(name, { ...file, local: file.local + end - size - start });
      at = file.next;
    }
    return files;
  }

  function admit(file, name, isKnown, files) {
    if (!isKnown(name)) refuse('file_not_of_a_bundle', Eal.shown(name));
    if (files.has(name)) refuse('file_twice', name);
    if (file.flags & FLAGS_REFUSED || ![0, 8].includes(file.method)) refuse('zip_not_plain', name);
    if (file.unpacked > (Eal.documentOf(name) ? Eal.limits.documentUnpacked : Eal.limits.fileUnpacked)) refuse('bundle_too_large', `${name}: ${file.unpacked} bytes`);
  }

  function unpacked(bytes, file) {
    const view = viewOf(bytes);
    const at = file.local;
    if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL) refuse('bundle_damaged', 'a header');
    const nameSize = view.getUint16(at + 26, true);
    if (!Eal.same(bytes.subarray(at + 30, at + 30 + nameSize), file.name)) refuse('bundle_damaged', 'names that differ');
    const from = at + 30 + nameSize + view.getUint16(at + 28, true);
    // What is cut short is unpacked as far as it goes: V01 says what is missing.
    const data = bytes.subarray(from, from + file.packed);
    return file.method === 0 ? data.subarray(0, file.unpacked) : Eal.inflate(data, file.unpacked);
  }

  /** The files of a zip that may hold only names that are known, as a map in the order of its list (docs/spec 10). */
  Eal.unzip = function (bytes, isKnown) {
    const files = contents(bytes, isKnown);
    return new Map(Array.from(files, ([name, file]) => [name, unpacked(bytes, file)]));
  };
})(Eal);
