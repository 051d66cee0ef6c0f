import type { JsonObject } from "../events.js";

/** JSON that has another shape than it must have; the message names the member. */
export class ShapeError extends Error {}

/** Whether a parsed JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads members of one JSON object; each method throws {@link ShapeError} when the member is not what it says. */
export class Members {
  readonly raw: JsonObject;
  private readonly path: string;

  constructor(value: unknown, path = "") {
    if (!isObject(value)) {
      throw new ShapeError(path === "" ? "the body is not a JSON object" : `${path} is not an object`);
    }
    this.raw = value;
    this.path = path;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) {
      throw new ShapeError(`${this.at(name)} is missing`);
    }
    return value;
  }

  /** Null counts as absent, here and below. */
  optionalText(name: string): string | undefined {
    const value = this.raw[name] ?? undefined;
    if (value !== undefined && typeof value !== "string") {
      throw new ShapeError(`${this.at(name)} is not a text`);
    }
    return value;
  }

  whole(name: string, least: number): number {
    const value = this.optionalWhole(name, least);
    if (value === undefined) {
      throw new ShapeError(`${this.at(name)} is missing`);
    }
    return value;
  }

  optionalWhole(name: string, least: number): number | undefined {
    const value = this.raw[name] ?? undefined;
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= least)) {
      throw new ShapeError(`${this.at(name)} is not a whole number of at least ${least}`);
    }
    return value as number | undefined;
  }

  object(name: string): Members {
    return new Members(this.raw[name], this.at(name));
  }

  optionalObject(name: string): Members {
    return new Members(this.raw[name] ?? {}, this.at(name));
  }

  list(name: string): Members[] {
    const value = this.raw[name] ?? [];
    if (!Array.isArray(value)) {
      throw new ShapeError(`${this.at(name)} is not a list`);
    }
    return value.map((item, index) => new Members(item, `${this.at(name)}[${index}]`));
  }

  private at(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }
}
