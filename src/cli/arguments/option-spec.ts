/** One option of a command. */
export interface OptionSpec {
  /** What to call its value in the help; without it the option takes none. */
  readonly value?: string;
  /** Its letter, for short. */
  readonly short?: string;
  /** What it does. */
  readonly help: string;
}

/** The options of a command by their names, without the dashes. */
export type Options = Readonly<Record<string, OptionSpec>>;

/** What was given for options: a text where one takes a value, else true. */
export type OptionValues<O extends Options> = {
  readonly [Name in keyof O]?: O[Name] extends { readonly value: string } ? string : boolean;
};
