import type { BackstageUserInfo } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import { rememberUserInfo } from './rememberUserInfo';

const ana = mockCredentials.user('user:default/ana');
const ben = mockCredentials.user('user:default/ben');

describe('rememberUserInfo', () => {
  function setUp() {
    const getUserInfo = jest.fn(
      async ({ principal }: typeof ana): Promise<BackstageUserInfo> => ({
        userEntityRef: principal.userEntityRef,
        ownershipEntityRefs: [principal.userEntityRef],
      }),
    );
    const userInfo = rememberUserInfo({ getUserInfo: getUserInfo as never });
    return { getUserInfo, userInfo };
  }

  it('asks once for requests that come together, for each person', async () => {
    const { getUserInfo, userInfo } = setUp();
    const answers = await Promise.all(
      [ana, ana, ben].map(who => userInfo.getUserInfo(who)),
    );
    expect(answers.map(({ userEntityRef }) => userEntityRef)).toEqual([
      'user:default/ana',
      'user:default/ana',
      'user:default/ben',
    ]);
    expect(getUserInfo).toHaveBeenCalledTimes(2);
  });

  it('asks again after ten seconds', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    try {
      const { getUserInfo, userInfo } = setUp();
      await userInfo.getUserInfo(ana);
      now.mockReturnValue(10_900);
      await userInfo.getUserInfo(ana);
      expect(getUserInfo).toHaveBeenCalledTimes(1);
      now.mockReturnValue(11_100);
      // The cache reads the clock once in a millisecond.
      await new Promise(resolve => {
        setTimeout(resolve, 20);
      });
      await userInfo.getUserInfo(ana);
      expect(getUserInfo).toHaveBeenCalledTimes(2);
    } finally {
      now.mockRestore();
    }
  });

  it('tells a failure to who asked, and asks anew', async () => {
    const { getUserInfo, userInfo } = setUp();
    getUserInfo.mockRejectedValueOnce(new Error('The auth backend is away'));
    await expect(userInfo.getUserInfo(ana)).rejects.toThrow('is away');
    await expect(userInfo.getUserInfo(ana)).resolves.toMatchObject({
      userEntityRef: 'user:default/ana',
    });
  });
});
