// Shows and hides the password; without this script the button is not there.
for (const button of document.querySelectorAll('button[data-shows]')) {
  const field = document.getElementById(button.dataset.shows);

  const show = (shown) => {
    field.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
  };

  button.hidden = false;
  button.addEventListener('click', () => {
    show(field.type === 'password');
    field.focus();
  });
  // A field of type "text" would be offered for completion once the form was sent.
  field.form.addEventListener('submit', () => show(false));
}
