// The script of /login: asks this API alone, and keeps nothing of what is typed anywhere but in the form.
const byId = (id) => document.getElementById(id);
const say = (text) => {
  byId('said').textContent = text;
};

/** POSTs to the API; gives its answer, or its refusal in its own words with the seconds until it may be asked again. */
async function ask(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, code, detail } = text === '' ? {} : JSON.parse(text);
    return { ok: response.ok, status, code, detail, wait: Number(response.headers.get('retry-after')) };
  } catch {
    return { ok: false, code: 'NO_ANSWER', detail: 'The API does not answer. Try again.', wait: 0 };
  }
}

let tryAgainAt = 0;

/** Counts down beside what was said; a screen reader is told by that alone. */
function showWait() {
  const seconds = Math.ceil((tryAgainAt - Date.now()) / 1_000);
  byId('wait').textContent =
    seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left` : '';
  if (seconds > 0) setTimeout(showWait, 1_000);
}

function refused({ detail, wait }) {
  say(detail);
  tryAgainAt = Date.now() + wait * 1_000;
  showWait();
}

/** Asks for the second step, or for the first one again; what was typed stays. */
function showStep(isSecond) {
  byId('first-step').disabled = isSecond;
  byId('second-step').disabled = !isSecond;
  byId('second-step').hidden = !isSecond;
  byId('start-over').hidden = !isSecond;
  byId(isSecond ? 'code' : 'password').focus();
}

async function logIn() {
  if (byId('second-step').disabled) {
    const answer = await ask('/v1/auth/login', {
      email: byId('email').value.trim(),
      password: byId('password').value,
    });
    if (!answer.ok) return refused(answer);
    if (answer.status === 'signed-in') return location.replace('/login');
    say('');
    return showStep(true);
  }
  const typed = byId('code').value.replaceAll(/\s/g, '');
  const answer = await ask(
    '/v1/auth/login/second-factor',
    /^\d{6}$/.test(typed) ? { code: typed } : { backupCode: typed },
  );
  if (answer.ok) return location.replace('/login');
  refused(answer);
  // The login that waited for the code is over.
  if (answer.code === 'INVALID_CREDENTIALS') return showStep(false);
  byId('code').select();
}

async function logOut() {
  const answer = await ask('/v1/auth/logout');
  // A session that has ended meanwhile is what was wanted.
  if (answer.ok || answer.code === 'UNAUTHENTICATED') return location.replace('/login');
  refused(answer);
}

/** One request at a time, however often the button is pressed. */
function onSubmit(form, work) {
  form.hidden = false;
  let isBusy = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    await work();
    isBusy = false;
  });
}

const login = byId('login');
if (login === null) {
  onSubmit(byId('logout'), logOut);
  const endpoint = byId('endpoint');
  // As the browser reaches it, whatever stands in between.
  if (endpoint !== null) endpoint.textContent = `${location.origin}/codec`;
} else if (window.isSecureContext) {
  onSubmit(login, logIn);
  byId('start-over').addEventListener('click', () => {
    say('');
    byId('code').value = '';
    showStep(false);
  });
  byId(byId('email').value === '' ? 'email' : 'password').focus();
} else {
  say('A session is kept over https alone, or on this machine by its own address: open this page that way.');
}
// A page that the browser takes out of its memory shows who was logged in, not who is.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
