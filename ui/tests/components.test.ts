import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import MenuButton from '../src/components/MenuButton.svelte';
import Sentence from '../src/components/Sentence.svelte';
import SecretField from '../src/components/SecretField.svelte';
import Switch from '../src/components/Switch.svelte';

beforeEach(cleanup);

describe('a sentence', () => {
  it('sets exact values apart and adds nothing', () => {
    const { container } = render(Sentence, { text: 'It is `203.0.113.7` now.' });
    expect(container.textContent).toBe('It is 203.0.113.7 now.');
    expect(container.querySelector('.mono')?.textContent).toBe('203.0.113.7');
  });
});

describe('a menu', () => {
  const choices = [
    { value: 'a', label: 'First' },
    { value: 'b', label: 'Second' },
  ];

  it('is walked by arrows, chosen by Enter, and gives the focus back', async () => {
    const choose = vi.fn();
    render(MenuButton, { label: 'Pause', choices, choose });
    const user = userEvent.setup();
    await user.tab();
    await user.keyboard('{Enter}');
    expect(document.activeElement?.textContent).toBe('First');
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}{Enter}');
    expect(choose).toHaveBeenCalledExactlyOnceWith('b');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Pause' }));
  });

  it('is left by Escape without a choice', async () => {
    const choose = vi.fn();
    render(MenuButton, { label: 'Pause', choices, choose });
    const user = userEvent.setup();
    await user.click(screen.getByRole('button'));
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('menu')).toBeNull();
    expect(choose).not.toHaveBeenCalled();
  });
});

describe('a secret', () => {
  it('is never filled in from outside, and blanks around it are pointed out', async () => {
    render(SecretField, { id: 's', label: 'Password', stored: true, value: '' });
    const field = screen.getByLabelText('Password') as HTMLInputElement;
    expect(field.value).toBe('');
    expect(field.type).toBe('password');
    await userEvent.setup().type(field, 'abc ');
    expect(screen.getByText('There are blanks around it. Were they copied by mistake?')).toBeTruthy();
  });
});

describe('a switch', () => {
  it('is named, described and worked by keyboard', async () => {
    const change = vi.fn();
    render(Switch, { label: 'Start hidden', help: 'No window.', checked: false, change });
    const user = userEvent.setup();
    await user.tab();
    await user.keyboard(' ');
    expect(change).toHaveBeenCalledExactlyOnceWith(true);
  });
});
