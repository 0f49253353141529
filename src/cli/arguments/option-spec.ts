/** One option of a command. */
export interface OptionSpec {
  /** Name of its value in the help; an option without one takes no value. */
  readonly value?: string;
  /** Its short form, one letter. */
  readonly short?: string;
  /** Its description in the help. */
  readonly help: string;
}

/** The options of a command by their names, without the dashes. */
export type Options = Readonly<Record<string, OptionSpec>>;

/** Values of the given options: a string if the option takes a value, else true. */
export type OptionValues<O extends Options> = {
  readonly [Name in keyof O]?: O[Name] extends { readonly value: string } ? string : boolean;
};
