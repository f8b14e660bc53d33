export interface Hall {
  readonly name: string;
}
