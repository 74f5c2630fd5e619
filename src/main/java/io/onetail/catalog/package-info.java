@NullMarked
package io.onetail.catalog;

import org.jspecify.annotations.NullMarked;
