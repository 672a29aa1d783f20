// On pages of plain HTML.
import { onSignOut } from '/assets/js/sign_out.js';

document.querySelector('form[action="/sign-out"]').addEventListener('submit', onSignOut);
