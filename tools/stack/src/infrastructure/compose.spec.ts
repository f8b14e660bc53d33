import { imageOf } from './compose';

const compose = `x-hardened: &hardened
  init: true
services:
  postgres:
    <<: *hardened
    image: postgres:18.1
  redis:
    image: valkey/valkey:8
    # image: other
  kafka:
    <<: *hardened
`;

describe('the image of a part', () => {
  it('is the one that docker-compose.yml names', () => {
    expect(imageOf('postgres', compose)).toBe('postgres:18.1');
    expect(imageOf('redis', compose)).toBe('valkey/valkey:8');
  });

  it('is missed in one sentence when it is not named', () => {
    expect(() => imageOf('kafka', compose)).toThrow('docker-compose.yml names no image for kafka.');
  });

  it.each(['postgres', 'kafka', 'redis'])(
    'is named for %s in the docker-compose.yml of this repository',
    (part) => {
      expect(imageOf(part)).toMatch(/^[\w./-]+:[\w.-]+$/);
    },
  );
});
