"""The words a template may use: their types (`words`) and how a case, a kind and a municipality become them."""
