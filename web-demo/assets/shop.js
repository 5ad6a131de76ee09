// The shop's own script: tells Laurel what the cart holds, and changes quantities without loading the page again.
function tellCart(amountMinor) {
  const { currency } = document.body.dataset;
  document.querySelector('laurel-store').cart = { currency, amount_minor: amountMinor };
}

async function setQuantity(form) {
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(new FormData(form)),
  });
  const { total, total_minor: totalMinor } = await response.json();
  for (const element of document.querySelectorAll('[data-total]')) element.textContent = total;
  tellCart(totalMinor);
}

if (document.body.dataset.cartMinor !== '0') tellCart(Number(document.body.dataset.cartMinor));

for (const form of document.querySelectorAll('form[data-quantity]')) {
  form.addEventListener('change', () => {
    if (form.elements.quantity.valueAsNumber > 0) setQuantity(form);
    else form.requestSubmit();
  });
}

for (const select of document.querySelectorAll('form[data-sign-in] select')) {
  select.addEventListener('change', () => select.form.requestSubmit());
}
