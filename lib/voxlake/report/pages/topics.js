"use strict";
// Orders the words of each topic anew: share x log(probability) + (1 - share) x log(lift).
const slider = document.getElementById("relevance");
const told = document.getElementById("relevance-told");

function relevance(item, share) {
  return share * Number(item.dataset.frequent) + (1 - share) * Number(item.dataset.special);
}

function order() {
  const share = Number(slider.value);
  for (const list of document.querySelectorAll("ol.words")) {
    const items = [...list.children];
    items.sort((one, other) => relevance(other, share) - relevance(one, share));
    items.forEach((item, place) => {
      item.hidden = place >= Number(list.dataset.shown);
      list.append(item);
    });
  }
  told.textContent = share.toFixed(1);
}

if (slider) {
  slider.parentElement.hidden = false;
  slider.addEventListener("input", order);
  order();
}
