/** Gives elements a size, which the tests' browser has not: a virtual list draws nothing without one. */
export function withLayout(height = 600, width = 1_200) {
  const before = new Map<string, PropertyDescriptor | undefined>();
  const sizes = { offsetHeight: height, offsetWidth: width };
  beforeAll(() => {
    for (const [name, value] of Object.entries(sizes)) {
      before.set(
        name,
        Object.getOwnPropertyDescriptor(HTMLElement.prototype, name),
      );
      Object.defineProperty(HTMLElement.prototype, name, {
        configurable: true,
        value,
      });
    }
  });
  afterAll(() => {
    for (const [name, descriptor] of before) {
      if (descriptor) {
        Object.defineProperty(HTMLElement.prototype, name, descriptor);
      }
    }
  });
}
