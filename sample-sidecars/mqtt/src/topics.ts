/** Whether `topic` may be published to: something, no wildcards, no NUL, at most 65 535 bytes. */
export function isTopic(topic: string): boolean {
  return topic !== "" && !/[+#\u0000]/.test(topic) && Buffer.byteLength(topic) <= 65_535;
}

/** Whether `filter` may be subscribed to: `+` as whole levels, `#` as the last one. */
export function isFilter(filter: string): boolean {
  if (filter === "" || filter.includes("\u0000") || Buffer.byteLength(filter) > 65_535) {
    return false;
  }
  const levels = filter.split("/");
  return levels.every((level, index) => {
    const wild = /[+#]/.test(level);
    return !wild || level === "+" || (level === "#" && index === levels.length - 1);
  });
}

/** Whether a message to `topic` is among those that `filter` asks for, `$share/GROUP/` in front of it or not. */
export function matches(filter: string, topic: string): boolean {
  const wanted = unshared(filter).split("/");
  const levels = topic.split("/");
  // Topics that begin with $ are the broker's own: wildcards at the front do not mean them.
  if (topic.startsWith("$") && /^[+#]/.test(wanted[0] ?? "")) {
    return false;
  }
  for (const [index, level] of wanted.entries()) {
    if (level === "#") {
      return true;
    }
    if (index >= levels.length || (level !== "+" && level !== levels[index])) {
      return false;
    }
  }
  return wanted.length === levels.length;
}

/** Whether all that `inner` asks for, `outer` asks for too. */
export function covers(outer: string, inner: string): boolean {
  // A wildcard of `inner` is a level like any other here: only a wildcard at its place takes it.
  return matches(outer, unshared(inner)) && (outer.endsWith("#") || !inner.endsWith("#") || outer === inner);
}

/** Whether several subscribers share the messages of this filter. */
export function isShared(filter: string): boolean {
  return /^\$share\/[^/+#]+\/./.test(filter);
}

function unshared(filter: string): string {
  return isShared(filter) ? filter.split("/").slice(2).join("/") : filter;
}
