// On pages of plain HTML.
import { onSignOut } from './sign_out.js';

document.querySelector('form[action="/sign-out"]').addEventListener('submit', onSignOut);
