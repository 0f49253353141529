/** One option of a command. */
export interface OptionSpec {
  /** Placeholder for the value in the help, such as `NUMBER`. Absent for an option that takes no value. */
  readonly value?: string;
  /** Short form of the option, a letter. */
  readonly short?: string;
  /** Description in the help. */
  readonly help: string;
}

/** The options of a command by their names, without the dashes. */
export type Options = Readonly<Record<string, OptionSpec>>;

/** The values of the options on a command line: a string if the option takes a value, else true. */
export type OptionValues<O extends Options> = {
  readonly [Name in keyof O]?: O[Name] extends { readonly value: string } ? string : boolean;
};
