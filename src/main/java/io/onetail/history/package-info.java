@NullMarked
package io.onetail.history;

import org.jspecify.annotations.NullMarked;
