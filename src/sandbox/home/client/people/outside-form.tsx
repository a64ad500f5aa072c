import { Mail20Regular } from '@fluentui/react-icons/headless/svg/mail';
import { useState } from 'react';
import type { Common } from '../app.tsx';
import { go } from '../place.ts';

/** Leads to the mailbox of an address that belongs to no tenant. */
export function OutsideForm({ t }: Common) {
  const [address, setAddress] = useState('');
  return (
    <section className="picker-group">
      <h2>{t('outside')}</h2>
      <p className="dim">{t('outsideIs')}</p>
      <form
        className="field-row"
        onSubmit={(event) => {
          event.preventDefault();
          go({ mailbox: address.trim(), as: null, message: null, view: 'mail' });
        }}
      >
        <label className="unseen" htmlFor="outside-address">
          {t('address')}
        </label>
        <div className="field">
          <Mail20Regular />
          <input
            id="outside-address"
            type="email"
            required
            autoComplete="off"
            placeholder="somebody@outside.example"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        </div>
        <button type="submit" className="primary">
          {t('openMailbox')}
        </button>
      </form>
    </section>
  );
}
