// canary: sizes decorators
const wear =
  (name: string): MethodDecorator =>
  () => {
    wear(name);
  };

export class Decorated {
  @wear('a')
  @wear('b')
  @wear('c')
  @wear('d')
  @wear('e')
  go(): number {
    return 1;
  }
}
