import { OutputCollector } from './OutputCollector';

describe('OutputCollector', () => {
  it('keeps short outputs whole', () => {
    const collector = new OutputCollector(100);
    collector.add(Buffer.from('a€'));
    collector.add(Buffer.from('b'));
    expect(collector.text()).toBe('a€b');
    expect(collector.cutBytes).toBe(0);
  });

  it('keeps head and tail of long ones and says how much was cut', () => {
    const collector = new OutputCollector(8);
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
      collector.add(Buffer.from(letter));
    }
    expect(collector.text()).toBe('ab\n… 18 bytes cut …\nuvwxyz');
    expect(collector.totalBytes).toBe(26);
    expect(collector.cutBytes).toBe(18);
    expect(collector.bytes().toString()).toBe('abuvwxyz');
  });
});
