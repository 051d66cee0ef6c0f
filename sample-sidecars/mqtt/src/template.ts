const PLACE = /\{([^{}]*)\}/g;

/** What is wrong with a template; undefined if nothing is. */
export function templateProblem(text: string): string | undefined {
  if (text === "") {
    return "is empty";
  }
  for (const [place, name] of text.matchAll(PLACE)) {
    if (name !== "topic" && !/^[1-9]\d?$/.test(name ?? "")) {
      return `has the place ${place}; there is {topic}, and {1} for the first level of it, {2} and so on`;
    }
  }
  return /[{}]/.test(text.replaceAll(PLACE, "")) ? "has a brace without its other half" : undefined;
}

/**
 * Fills a template with a topic: `{topic}` is all of it, `{1}` its first level. Undefined if the topic has no such
 * level.
 */
export function fill(template: string, topic: string): string | undefined {
  const levels = topic.split("/");
  let complete = true;
  const filled = template.replaceAll(PLACE, (_, name: string) => {
    const value = name === "topic" ? topic : levels[Number(name) - 1];
    complete &&= value !== undefined && value !== "";
    return value ?? "";
  });
  return complete ? filled : undefined;
}
