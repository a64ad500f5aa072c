import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import { createAddressGuard } from '../../src/server/mail-servers/addresses.ts';

describe('addresses that a server named by a member may have', () => {
  const permits = (address: string, allowed: string[] = []) =>
    createAddressGuard(allowed, []).permits({ address, family: isIPv6(address) ? 6 : 4 });

  it('are public ones', () => {
    for (const address of [
      '93.184.215.14',
      '168.63.129.17',
      '2606:2800:220:1::1',
      '2a00:1450:4001::1',
      '64:ff9b::5db8:d70e',
    ]) {
      assert.equal(permits(address), true, address);
    }
  });

  it('are none of a private, local, reserved or documentation network, in whatever clothes', () => {
    const inside = [
      '10.1.2.3',
      '127.0.0.1',
      '169.254.169.254',
      '168.63.129.16',
      '192.0.2.1',
      '0.0.0.0',
      '255.255.255.255',
    ];
    const inside6 = [
      '::1',
      '::',
      'fe80::1',
      'fec0::1',
      'fd00::1',
      'ff02::1',
      '2001:db8::1',
      '3fff::1',
      '100::1',
      '5f00::1',
    ];
    const mapped = ['::ffff:10.1.2.3', '::ffff:0:10.1.2.3', '64:ff9b::a01:203', '64:ff9b:1::a01:203', '::10.1.2.3'];
    const tunnels = ['2002:a01:203::1', '2002:5db8:d70e::1', '2001:0:53aa:64c::1'];
    for (const address of [...inside, ...inside6, ...mapped, ...tunnels])
      assert.equal(permits(address), false, address);
  });

  it('are those that the operator allows', () => {
    assert.equal(permits('10.1.2.3', ['10.1.0.0/16']), true);
    assert.equal(permits('::ffff:10.1.2.3', ['10.1.0.0/16']), true);
    assert.equal(permits('10.2.2.3', ['10.1.0.0/16']), false);
  });
});
