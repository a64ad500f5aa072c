import assert from 'node:assert/strict';
import { actOnMember } from '../../src/server/core/members/policy.ts';
import { seeAllRecords } from '../../src/server/core/records/policy.ts';
import { giveRole } from '../../src/server/core/roles/policy.ts';
import * as accountLinks from '../../src/server/features/account-links/policy.ts';
import * as directory from '../../src/server/features/directory/policy.ts';
import * as extensions from '../../src/server/features/extensions/policy.ts';
import * as invitations from '../../src/server/features/invitations/policy.ts';
import * as joinRequests from '../../src/server/features/join-requests/policy.ts';
import * as members from '../../src/server/features/members/policy.ts';
import * as profiles from '../../src/server/features/profiles/policy.ts';
import { listOwners } from '../../src/server/features/records/policy.ts';
import * as roles from '../../src/server/features/roles/policy.ts';
import * as sessions from '../../src/server/features/sessions/policy.ts';
import * as subscription from '../../src/server/features/subscription/policy.ts';
import { may, type Policy } from '../../src/server/platform/authorize.ts';
import { PERMISSIONS, type Permission } from '../../src/server/platform/permissions.ts';
import { inactive, memberWith, outsider } from '../support/actors.ts';

describe('policies of the door', () => {
  const needs: [Policy<string, void>, Permission[]][] = [
    [accountLinks.freeLoginId, ['manageUsers']],
    [directory.browseDirectory, ['manageUsers']],
    [directory.syncDirectory, ['manageUsers']],
    [invitations.invitePeople, ['manageUsers']],
    [invitations.listInvitations, ['manageUsers']],
    [invitations.resendInvitation, ['manageUsers']],
    [invitations.revokeInvitation, ['manageUsers']],
    [joinRequests.approveJoinRequest, ['manageUsers']],
    [joinRequests.declineJoinRequest, ['manageUsers']],
    [joinRequests.listJoinRequests, ['manageUsers']],
    [members.listMembers, ['manageUsers']],
    [members.updateMember, ['manageUsers']],
    [profiles.listProfiles, ['manageUsers', 'manageProfiles']],
    [profiles.manageProfiles, ['manageProfiles']],
    [roles.listRoles, ['manageUsers', 'manageProfiles']],
    [roles.manageRoles, ['manageProfiles']],
    [roles.setNewcomers, ['manageProfiles', 'manageOrganization']],
    [sessions.signOutMember, ['manageUsers']],
    [seeAllRecords, ['viewAllRecords']],
    [extensions.viewExtensions, ['manageUsers', 'manageSubscription']],
    [extensions.activateExtension, ['manageSubscription']],
    [subscription.viewSubscription, ['manageUsers', 'manageSubscription']],
    [subscription.updateSubscription, ['manageSubscription']],
  ];

  for (const [rule, enough] of needs) {
    it(`${rule.action} is for ${enough.join(' or ')} and for nobody else`, () => {
      for (const permission of PERMISSIONS) {
        assert.equal(may(memberWith(permission), rule), enough.includes(permission), permission);
      }
      assert.equal(may(memberWith(), rule), false);
      assert.equal(may(inactive(memberWith(...PERMISSIONS)), rule), false);
      assert.equal(may(outsider(), rule), false);
    });
  }

  it('MEM-13 whoever frees a login ID may do at least as much as the member who has it', () => {
    const rule = accountLinks.freeLoginIdOf;
    assert.equal(may(memberWith('manageUsers'), rule, { permissions: [] }), true);
    assert.equal(may(memberWith('manageUsers'), rule, { permissions: ['manageUsers'] }), true);
    assert.equal(may(memberWith('manageUsers'), rule, { permissions: ['manageUsers', 'viewAudit'] }), false);
    assert.equal(may(inactive(memberWith(...PERMISSIONS)), rule, { permissions: [] }), false);
  });

  it('REC-1 an active member reads who records can be given to, whatever they may else', () => {
    assert.equal(may(memberWith(), listOwners), true);
    assert.equal(may(inactive(memberWith(...PERMISSIONS)), listOwners), false);
    assert.equal(may(outsider(), listOwners), false);
  });

  it('MEM-9 everybody sees themselves, approvers see all', () => {
    assert.equal(may(memberWith(), members.viewMember, { id: 'm' }), true);
    assert.equal(may(memberWith(), members.viewMember, { id: 'other' }), false);
    assert.equal(may(memberWith('manageUsers'), members.viewMember, { id: 'other' }), true);
  });

  it('MEM-13 nobody acts on somebody who may do more, or of whom nobody knows what they may', () => {
    const mayAct = (own: Permission[], permissions: Permission[] | undefined) =>
      may(memberWith(...own), actOnMember, { permissions });
    assert.equal(mayAct(['manageUsers'], []), true);
    assert.equal(mayAct(['manageUsers', 'viewAudit'], ['viewAudit', 'manageUsers']), true);
    assert.equal(mayAct([...PERMISSIONS], [...PERMISSIONS]), true);
    assert.equal(mayAct(['manageUsers'], ['viewAudit']), false);
    assert.equal(mayAct(['manageUsers'], [...PERMISSIONS]), false);
    assert.equal(mayAct([...PERMISSIONS], undefined), false);
    assert.equal(may(inactive(memberWith(...PERMISSIONS)), actOnMember, { permissions: [] }), false);
    assert.equal(may(outsider(), actOnMember, { permissions: [] }), false);
  });

  it('ROLE-2 a role is given by those who have it or one above, and by those who manage roles', () => {
    const own = 'r';
    assert.equal(may(memberWith(), giveRole, { path: [own, 'top'] }), true);
    assert.equal(may(memberWith('manageUsers'), giveRole, { path: ['below', own, 'top'] }), true);
    assert.equal(may(memberWith('manageUsers'), giveRole, { path: ['top'] }), false);
    assert.equal(may(memberWith('manageUsers'), giveRole, { path: [] }), false);
    assert.equal(may(memberWith('manageProfiles'), giveRole, { path: ['top'] }), true);
    assert.equal(may(inactive(memberWith('manageProfiles')), giveRole, { path: [own] }), false);
  });

  it('JOIN-3 approvers and whoever asked see a request; only the latter withdraws it', () => {
    const own = { accountId: outsider().account.id };
    const others = { accountId: 'somebody' };
    assert.equal(may(outsider(), joinRequests.viewJoinRequest, own), true);
    assert.equal(may(outsider(), joinRequests.viewJoinRequest, others), false);
    assert.equal(may(memberWith('manageUsers'), joinRequests.viewJoinRequest, others), true);
    assert.equal(may(inactive(memberWith('manageUsers')), joinRequests.viewJoinRequest, others), false);
    assert.equal(may(outsider(), joinRequests.withdrawJoinRequest, own), true);
    assert.equal(may(memberWith('manageUsers'), joinRequests.withdrawJoinRequest, others), false);
  });

  it('JOIN-1 only somebody of a tenant can ask', () => {
    assert.equal(may(outsider(), joinRequests.askToJoin), true);
    assert.equal(may({ ...outsider(), identity: null }, joinRequests.askToJoin), false);
  });

  it('INV-3 anybody signed in may try to accept', () => {
    assert.equal(may(outsider(), invitations.acceptInvitation), true);
  });
});
